# SPDX-License-Identifier: Apache-2.0
"""The filters of the public list: a plain GET form that never refuses, it ignores nonsense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.kernel.http import codes
from services.items.codes import ApplicantKind, CrossRegion, Handling, ItemType
from services.search.engine.query import MAX_LETTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet, TextChoices
    from django.http import QueryDict

    from portal.kernel.places.models import Organ
    from services.items.models.version import OfferingVersion


@dataclass(frozen=True)
class Filters:
    """What the visitor chose; empty means everything."""

    q: str
    who: str
    organ: str
    kind: str
    handling: str
    region: str

    @classmethod
    def read(cls, params: QueryDict) -> Filters:
        """Read the query string; unknown values count as not chosen."""
        return cls(
            q=codes.code(params, "q", most=MAX_LETTERS),
            who=_known(params.get("who", ""), ApplicantKind),
            organ=codes.code(params, "organ", most=40),
            kind=_known(params.get("kind", ""), ItemType),
            handling=_known(params.get("handling", ""), Handling),
            region=_known(params.get("region", ""), CrossRegion),
        )

    def apply(self, versions: QuerySet[OfferingVersion]) -> QuerySet[OfferingVersion]:
        """Narrow the list down to what was chosen."""
        if self.who in {ApplicantKind.PERSON, ApplicantKind.ENTERPRISE}:
            versions = versions.filter(
                Q(applicant_kind=self.who) | Q(applicant_kind=ApplicantKind.BOTH)
            )
        if self.organ:
            versions = versions.filter(organ__code=self.organ)
        if self.kind:
            versions = versions.filter(offering__item__item_type=self.kind)
        if self.handling:
            versions = versions.filter(handling=self.handling)
        if self.region:
            versions = versions.filter(cross_region=self.region)
        return versions

    @property
    def chosen(self) -> bool:
        """Whether anything narrows the list."""
        return any((self.who, self.organ, self.kind, self.handling, self.region))


def _known(value: str, choices: type[TextChoices]) -> str:
    return value if value in choices.values else ""


# -- The fields of the filter bar on the public list -------------------------------------------


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
