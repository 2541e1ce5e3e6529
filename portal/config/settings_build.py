# SPDX-License-Identifier: Apache-2.0
"""For `collectstatic` while an image is built: production's file names, without its secrets."""

from __future__ import annotations

from portal.config.settings import *  # noqa: F403 - the same, with other storage
from portal.config.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
