# SPDX-License-Identifier: Apache-2.0
"""Telling every process that the catalogue changed."""

from __future__ import annotations

import uuid

from services.models import CatalogueStamp


def touch_catalogue() -> None:
    """Give the catalogue a new stamp, inside the transaction that changed it."""
    CatalogueStamp.objects.update_or_create(singleton=True, defaults={"stamp": uuid.uuid4()})
