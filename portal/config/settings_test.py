# SPDX-License-Identifier: Apache-2.0
"""Settings of the tests: the same, with a cheap password hash and a place of its own for files."""

from __future__ import annotations

import os

os.environ["PORTAL_MODE"] = "test"

from portal.config.settings import *  # noqa: F403 - the tests run what production runs
from portal.config.settings import DATABASE_APPLICATION, DATABASE_OWNER, DATABASES

DATABASES["default"] |= {**DATABASE_OWNER, "ENGINE": "tests.database"}
DATABASES["default"]["OPTIONS"]["assume_role"] = DATABASE_APPLICATION["USER"]
