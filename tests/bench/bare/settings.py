# SPDX-License-Identifier: Apache-2.0
"""As little as Django needs; the connection to the database is the portal's own."""

from __future__ import annotations

import os
from typing import Any

from portal.config import databases

SECRET_KEY = "bare"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["tests.bench.bare"]
MIDDLEWARE: list[str] = []
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tests.bench.bare.views"
DATABASES: dict[str, dict[str, Any]] = {
    "default": databases.postgres(os.environ["DATABASE_URL"], test_name="")
}
