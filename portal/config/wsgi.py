# SPDX-License-Identifier: Apache-2.0
"""What the web server loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")

application = get_wsgi_application()

from portal.config import guard  # noqa: E402 - needs the loaded apps
from services.search import live  # noqa: E402 - as above

guard.refuse_the_owners_role()
guard.refuse_demo_accounts()
live.warm()
