# SPDX-License-Identifier: Apache-2.0
"""Telling every process that the catalogue changed."""

from __future__ import annotations

import uuid

from django.db.models import F

from portal.kernel import clock
from services.items.models.item import CatalogueStamp


def touch_catalogue() -> None:
    """Give the catalogue a new stamp, inside the transaction that changed it."""
    now = {"stamp": uuid.uuid4(), "changed_at": clock.now()}
    changed = CatalogueStamp.objects.filter(singleton=True).update(**now, number=F("number") + 1)
    if not changed:
        CatalogueStamp.objects.get_or_create(singleton=True, defaults={**now, "number": 1})
