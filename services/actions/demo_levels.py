# SPDX-License-Identifier: Apache-2.0
"""Organs of county, township and village level for the demo city, and what they implement.

The divisions are real, the organs are not and say so in their names.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.kernel.places.loading import load_divisions
from portal.kernel.places.models import Organ
from services.items import reference
from services.items.loading import import_catalogue

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.items.checking import Report

_ORGAN = ("name", "division", "kind", "phone", "reconsideration_body", "court")


def _organ(row: dict[str, str]) -> None:
    told = {name: row[name] for name in _ORGAN}
    told["division_id"] = told.pop("division")
    Organ.objects.get_or_create(code=row["code"], defaults=told)


def _offering(row: dict[str, Any], organ: dict[str, str]) -> dict[str, Any]:
    own = {
        "code": f"{row['item_code']}-{organ['division']}-01",
        "item_code": row["item_code"],
        "department": organ["name"],
        "place": f"{organ['place']}{row['window']}（演示地址）",
        "hours": organ["hours"],
        "contact": organ["phone"],
    }
    return {**own, "promised_days": row.get("promised_days")}


@transaction.atomic
def load_demo_levels(*, by: User | None, at: datetime) -> Report:
    """Let the demo organs of all four levels offer items of the city; a second run changes
    nothing. The items must be loaded."""
    load_divisions()
    told = json.loads((reference.DATA / "demo_levels.json").read_text(encoding="utf-8"))
    organs = {row["code"]: row for row in told["organs"]}
    for row in organs.values():
        _organ(row)
    rows = [_offering(row, organs[row["organ"]]) for row in told["offerings"]]
    return import_catalogue(rows=rows, by=by, at=at)
