# SPDX-License-Identifier: Apache-2.0
"""Loading the bundles (一件事); running it again brings them up to the shipped data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.acts import act
from portal.kernel.errors import Invalid, Problem
from services.bundles.models import Bundle, BundleMember
from services.items import reference
from services.items.labels import PROVENANCES, RELATIONS
from services.items.models.item import ServiceItem
from services.items.stamp import touch_catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.kernel.accounts.models import User


def _missing(rows: Sequence[dict[str, Any]], known: dict[str, ServiceItem]) -> list[Problem]:
    return [
        Problem(
            "members",
            "unknown_member",
            _("《%(bundle)s》里的“%(item)s”不在事项库内。") % {"bundle": row["name"], "item": name},
        )
        for row in rows
        for stage in row["stages"]
        for name in stage
        if name not in known
    ]


@act
def load_bundles(*, rows: Sequence[dict[str, Any]], by: User | None, at: datetime) -> int:
    """Store bundles with their members by name; returns how many there are now.

    Raises Invalid, and stores nothing, when a member is not in the catalogue.
    """
    del by, at
    known = {item.name: item for item in ServiceItem.objects.all()}
    if problems := _missing(rows, known):
        raise Invalid.many(problems)
    faces = reference.bundle_codes()
    order = {name: position for position, name in enumerate(faces)}
    for position, row in enumerate(rows):
        name = row["name"]
        face = faces.get(name, {})
        bundle, _made = Bundle.objects.update_or_create(
            name=name,
            defaults={
                "code": face.get("code", f"bundle-{position + 1}"),
                "short_name": face.get("short") or name.partition("一件事")[0] or name,
                "icon": face.get("icon", "paper"),
                "position": order.get(name, len(order) + position),
                "relation": RELATIONS[row["relation"]],
                "target_days": row["target_days"],
                "note": row["note"] or "",
                "joint_visit": row.get("joint_inspection", False),
                "merged_form": row.get("merged_form", False),
                "provenance": PROVENANCES[row["provenance"]],
            },
        )
        bundle.members.all().delete()
        BundleMember.objects.bulk_create(
            BundleMember(bundle=bundle, item=known[name], stage=stage, position=place)
            for stage, names in enumerate(row["stages"], 1)
            for place, name in enumerate(names, 1)
        )
    touch_catalogue()
    return len(rows)
