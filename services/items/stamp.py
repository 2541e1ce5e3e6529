# SPDX-License-Identifier: Apache-2.0
"""Telling every process that the catalogue changed."""

from __future__ import annotations

import uuid

from django.db.models import F

from portal.kernel import clock, stamps
from services.items.models.item import CatalogueStamp

stamps.register("catalogue", "SELECT stamp::text FROM services_cataloguestamp LIMIT 1")


def touch_catalogue() -> None:
    """Give the catalogue a new stamp, inside the transaction that changed it."""
    stamps.changed()
    now = {"stamp": uuid.uuid4(), "changed_at": clock.now()}
    changed = CatalogueStamp.objects.filter(singleton=True).update(**now, number=F("number") + 1)
    if not changed:
        CatalogueStamp.objects.get_or_create(singleton=True, defaults={**now, "number": 1})
