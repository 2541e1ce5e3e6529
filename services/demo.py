# SPDX-License-Identifier: Apache-2.0
"""Everything the demo city offers, from the shipped files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from portal.kernel.acts import act
from portal.kernel.places.loading import load_divisions
from portal.kernel.places.models import Organ
from services.bundles.loading import load_bundles
from services.intermediaries.actions import load_intermediaries
from services.items import reference
from services.items.loading import import_catalogue, load_exclusions, load_listed_items
from services.policies.actions import load_policies
from services.search.words import load_words
from services.situations.actions import load_situations
from services.tables.actions import load_form_fields

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.items.checking import Report


def load_demo_catalogue(*, by: User | None, at: datetime) -> Report:
    """Load the catalogue and all that hangs on it; a second run changes nothing.

    One item is joint for the demo only, and says so in the name of the part.
    """
    rows = json.loads((reference.DATA / "catalogue.json").read_text(encoding="utf-8"))
    joint = json.loads((reference.DATA / "demo_joint.json").read_text(encoding="utf-8"))
    for row in rows:
        row["joint_departments"] = joint.get(row["code"], [])
    report = import_catalogue(rows=rows, by=by, at=at)
    load_bundles(rows=reference.bundles(), by=by, at=at)
    load_exclusions(by=by, at=at)
    load_listed_items(by=by, at=at)
    load_situations(by=by, at=at)
    load_form_fields(by=by, at=at)
    load_words(at=at)
    load_intermediaries(by=by, at=at)
    load_policies(by=by, at=at)
    return report


# -- Organs of county, township and village level for the demo city, and what they implement ---


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


@act
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
