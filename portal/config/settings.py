# SPDX-License-Identifier: Apache-2.0
"""Django's settings, spread out from one typed environment (`env.py`)."""

from __future__ import annotations

import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.config import databases, env, logs
from portal.config.celery_settings import *  # noqa: F403 - one file a subject, one namespace
from portal.kernel.passkeys.rules import domain_of
from portal.kernel.providers.rules import providers_of
from portal.local import embedded

django_stubs_ext.monkeypatch()  # lets QuerySet[Model] and Field[str, str] be written in code

BASE_DIR = env.BASE_DIR
ENV = env.read()
TESTING = ENV.mode is env.Mode.TEST
PRODUCTION = ENV.mode is env.Mode.PRODUCTION

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
DEMO = ENV.demo_accounts
ALLOWED_HOSTS = list(ENV.allowed_hosts)
PUBLIC_URL = ENV.base_url
CITY_NAME = ENV.city_name
VAR_DIR = ENV.var_dir

# -- apps ---------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.config.admin.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "guardian",
    "pgtrigger",
    "django_prometheus",
    "oauth2_provider",
    "portal.kernel",
    "services",
    "credit",
    "licensing",
    "complaints",
    "portal.web",
    *(["django_migration_linter"] if find_spec("django_migration_linter") else []),
]

MIDDLEWARE = [
    "portal.config.middleware.proxy",
    "portal.config.middleware.request_log",
    "portal.config.middleware.permissions",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "portal.web.public_pages.PublicPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.config.middleware.keeping",
    "portal.config.middleware.session_age",
    "portal.config.middleware.language",
    "portal.web.middleware.Problems",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.web.middleware.Refusals",
    "portal.web.middleware.PlainText",
    "axes.middleware.AxesMiddleware",
    "portal.config.middleware.page_reads",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "portal.config.urls"
WSGI_APPLICATION = "portal.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.web.context.portal",
            ],
        },
    }
]
# Django's own widgets come from our templates first, then from django.forms
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# -- data ---------------------------------------------------------------------------------------

_private = embedded.default_servers(ENV.var_dir)
DATABASE_URL = ENV.database_url or _private.postgres.url()
REDIS_URL = ENV.redis_url or _private.redis.url
_suffix = f"_{ENV.test_db_suffix}" if ENV.test_db_suffix else ""
DATABASES = {
    "default": databases.postgres(
        DATABASE_URL, test_name=f"test_yichuang{_suffix}", relaxed=TESTING
    )
}
#: Who owns the tables; empty where only the application's role is known, as web and worker have it.
DATABASE_OWNER: dict[str, str] = databases.role(
    ENV.database_owner_url or ("" if ENV.database_url else _private.postgres.owner_url())
)
DATABASE_APPLICATION: dict[str, str] = databases.role(DATABASE_URL)
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "portal.config.cache.PatientRedisCache",
        "LOCATION": ENV.cache_url or databases.redis_db(REDIS_URL, 3 if TESTING else 1),
        "KEY_PREFIX": f"test{_suffix}" if TESTING else "",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
    # pieces of public pages, under keys that say all they depend on; about 15 kB each
    "fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}
CELERY_BROKER_URL = databases.broker(REDIS_URL, 2 if TESTING else 0)
CELERY_TASK_DEFAULT_QUEUE = f"yichuang{_suffix}" if TESTING else "yichuang"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "run" / "beat-schedule")

MEDIA_ROOT: Path = ENV.media_dir
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 40

# -- keys ---------------------------------------------------------------------------------------

FIELD_KEYS: list[str] = list(ENV.field_keys)
DIGEST_KEY: str = ENV.digest_key
SIGNING_KEY_FILE: Path = ENV.signing_key_file
SIGNING_CERT_FILE: Path = ENV.signing_cert_file
AUDIT_DIGEST_DIR: Path = ENV.audit_digest_dir

# -- people -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "kernel.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "portal.kernel.backends.LowerCaseBackend",
    "portal.kernel.backends.GrantBackend",
    "portal.kernel.backends.RoleBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_validation}.UserAttributeSimilarityValidator"},
    {"NAME": "portal.kernel.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_validation}.CommonPasswordValidator"},
    {"NAME": f"{_validation}.NumericPasswordValidator"},
]
#: Who else knows who somebody is, by code; to which domain passkeys of staff are bound, empty for
#: an IP address, where there can be none.
try:
    IDENTITY_PROVIDERS = providers_of(ENV.identity_providers, may_be_local=not PRODUCTION)
    PASSKEY_DOMAIN = domain_of(PUBLIC_URL, ENV.webauthn_domain)
except ValueError as fault:
    where = "IDENTITY_PROVIDERS, WEBAUTHN_DOMAIN"
    raise env.BadEnvironment(f"一窗 does not start:\n  - {where}: {fault}") from fault
LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:home"
STAFF_TOTP_REQUIRED = ENV.staff_totp
OTP_TOTP_ISSUER = "一窗"
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
# it looks for its own backend by name; GrantBackend is that backend with days
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# one visitor of a hall must not lock out the others behind the same address
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_HTTP_RESPONSE_CODE = 429
SESSION_ENGINE = "portal.kernel.http.sessions"  # signing in must work without Redis
SESSION_IDLE_SECONDS = 30 * 60
SESSION_STAFF_IDLE_SECONDS = 15 * 60
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# -- language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# -- static files -------------------------------------------------------------------------------

ASSETS_DIR = VAR_DIR / "assets"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ASSETS_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
if WHITENOISE_USE_FINDERS:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_MAX_AGE = 60
#: Pages name files by their content; the names of the source would be compressed for nobody.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# papers use the portal's own fonts; must be set before anything loads fontconfig
os.environ.setdefault("FONTCONFIG_FILE", str(ASSETS_DIR / "fonts.conf"))

# -- words to people ----------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = ENV.smtp_host
EMAIL_PORT = ENV.smtp_port
EMAIL_HOST_USER = ENV.smtp_user
EMAIL_HOST_PASSWORD = ENV.smtp_password
EMAIL_USE_TLS = ENV.smtp_security == "starttls"
EMAIL_USE_SSL = ENV.smtp_security == "tls"
EMAIL_TIMEOUT = 10
if not ENV.smtp_host:  # a demo has no mail server: its mails can be read under var/mail
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = ENV.mail_from
MAIL_DOMAIN = urlsplit(ENV.base_url).hostname or "yichuang.invalid"
SMS_GATEWAY_URL = ENV.sms_gateway_url
SMS_GATEWAY_TOKEN = ENV.sms_gateway_token
#: A demo without a gateway keeps its short messages as files.
SMS_FILE_PATH = VAR_DIR / "sms" if DEMO and not ENV.sms_gateway_url else None
#: Keys of the registers of other offices that are asked at once: code of the register → key.
REGISTER_KEYS = ENV.register_keys

#: clamd, as ``unix:/path`` or ``tcp://host:port``; empty asks nobody. What it has not answered
#: about stays closed, unless the city rather lets it be opened.
SCANNER_ADDRESS = ENV.scanner_address
SCANNER_FAILS_OPEN = ENV.scanner_fails_open
SCANNER_SECONDS = 10

# -- defence ------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's icons
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
#: No page of the portal uses a camera, a microphone or the place where somebody is.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()" for feature in ("camera", "display-capture", "geolocation", "microphone",
                                    "payment", "usb")
)  # fmt: skip
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.web.account.unsent.csrf_failure"
TRUSTED_PROXY_COUNT = ENV.proxy_count
METRICS_TOKEN = ENV.metrics_token
if PRODUCTION:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked on the inner network
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# -- API ----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.web.api.tokens.ClientToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["portal.web.api.tokens.SignedInOrAllowed"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.web.api.parsers.PlainJson"],
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
        "portal.kernel.http.rest.ModifiedSince",
        "portal.kernel.http.rest.Ordering",
    ],
    "DEFAULT_PAGINATION_CLASS": "portal.kernel.http.rest.Pages",
    "DEFAULT_SCHEMA_CLASS": "portal.web.api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["portal.web.api.throttles.Calls"],
    "EXCEPTION_HANDLER": "portal.web.api.errors.handle",
}
#: Calls of the API a minute: of one account, one system of an office, and one address without both.
API_CALLS = {"account": 600, "client": 600, "address": 120}
# systems of other offices: client credentials and nothing else; only hashes are kept (RFC 9700)
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"  # migrations ask for it
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "portal.kernel.clients.oauth.Validator",
    "SCOPES_BACKEND_CLASS": "portal.kernel.clients.oauth.Scopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 60 * 60,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    **{
        f"COMPLIANT_BCP_RFC9700_{rule}": True
        for rule in (
            "IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS", "TOKEN_STORAGE", "REFRESH_TOKEN", "REDIRECT_URI_SCHEME",
            "REDIRECT_URI_MATCHING", "PKCE_REQUIRED",
        )
    },
}  # fmt: skip
SPECTACULAR_SETTINGS = {
    "TITLE": "一窗 API",
    "DESCRIPTION": "政务服务事项、办件、投诉与证照核验",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "AppealKind": "complaints.appeals.models.AppealKind",
        "CaseState": "licensing.cases.states.CaseState",
        "ComplaintState": "complaints.appeals.states.ComplaintState",
        "FieldKind": "services.tables.rules.FieldKind",
    },
}

# -- watching -----------------------------------------------------------------------------------

LOGGING = logs.configuration(level=ENV.log_level, pretty=DEBUG)
LOGGING_CONFIG = "portal.config.logs.configure"
PROMETHEUS_EXPORT_MIGRATIONS = False
if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # several web processes, one sum
    Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)
TEST_RUNNER = "django.test.runner.DiscoverRunner"
MIGRATION_LINTER_OPTIONS = {
    # the first migrations of a new portal meet no running old code; later ones are judged
    "exclude_apps": [
        "oauth2_provider", "axes", "otp_totp", "otp_static", "guardian", "sessions", "auth", "admin",
    ],
    "no_cache": True,
}  # fmt: skip
