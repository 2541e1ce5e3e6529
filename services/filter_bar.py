# SPDX-License-Identifier: Apache-2.0
"""The fields of the filter bar on the public list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.items.codes import ApplicantKind, CrossRegion, Handling, ItemType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.kernel.places.models import Organ
    from services.forms import Filters


def _options(chosen: str, rows: Sequence[tuple[str, object]]) -> list[dict[str, object]]:
    everything = {"value": "", "label": _("全部"), "selected": not chosen}
    return [
        everything,
        *({"value": value, "label": label, "selected": value == chosen} for value, label in rows),
    ]


def filter_fields(filters: Filters, organs: Sequence[Organ]) -> list[dict[str, object]]:
    """Return the fields of the filter bar component."""
    people = [choice for choice in ApplicantKind.choices if choice[0] != ApplicantKind.BOTH]
    regions = [choice for choice in CrossRegion.choices if choice[0] != CrossRegion.NONE]
    return [
        {"name": "who", "label": _("谁来办"), "options": _options(filters.who, people)},
        {
            "name": "organ",
            "label": _("部门"),
            "options": _options(filters.organ, [(organ.code, organ.name) for organ in organs]),
        },
        {"name": "kind", "label": _("类型"), "options": _options(filters.kind, ItemType.choices)},
        {
            "name": "handling",
            "label": _("办得多快"),
            "options": _options(filters.handling, Handling.choices),
        },
        {"name": "region", "label": _("通办"), "options": _options(filters.region, regions)},
    ]
