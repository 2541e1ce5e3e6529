# SPDX-License-Identifier: Apache-2.0
"""Everything the demo city offers, from the shipped files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

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
