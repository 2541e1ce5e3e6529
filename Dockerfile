# SPDX-License-Identifier: Apache-2.0
# One image for web, worker and beat. Build: docker build -t yichuang .
FROM node:22-bookworm-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.13-slim-bookworm AS packages
WORKDIR /build
COPY requirements.txt ./
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt

FROM python:3.13-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk gettext \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /srv/portal --shell /usr/sbin/nologin portal \
 && mkdir -p /srv/portal /data/media /data/digests /data/run \
 && chown -R portal:portal /data
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_MODE=production PORTAL_VAR_DIR=/srv/portal/var DJANGO_SETTINGS_MODULE=portal.config.settings
WORKDIR /srv/portal
COPY --from=packages /opt/venv /opt/venv
COPY . .
COPY --from=assets /build/node_modules node_modules
# collectstatic needs no secret: the demo mode's throw-away ones are removed again
RUN python -m portal.local.setup --part assets \
 && FONTCONFIG_FILE=/srv/portal/var/assets/fonts.conf fc-cache \
 && PORTAL_MODE=demo python manage.py collectstatic --no-input --settings portal.config.settings_build \
 && rm -rf node_modules var/secrets.env var/stamps var/log \
 && mkdir -p var/run && chown -R portal:portal var
USER portal
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "8", "--backpressure", "64", "--respawn-failed-workers", "--no-ws", \
     "portal.config.wsgi:application"]
