# SPDX-License-Identifier: Apache-2.0
"""Reading from the database what can be found (three queries for any number of items)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.bundles.models import Bundle, BundleMember
from services.items.codes import Handling, VersionStatus
from services.items.models.item import ListedItem
from services.items.models.version import OfferingVersion
from services.search.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLUMNS = (
    "offering__code", "name", "organ__name", "result_name", "applicant_kind", "handling",
    "promised_days", "is_online", "offering__item__item_type",
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What a line about an item says beside its name; limit in working days."""

    applicant_kind: str
    is_immediate: bool
    promised_days: int
    is_online: bool
    item_type: str


def _items() -> Iterator[Document]:
    """The items in force, the city's own organs before those of its counties and towns."""
    kinds: dict[Facts, Facts] = {}
    words: dict[str, str] = {}
    rows = OfferingVersion.objects.filter(status=VersionStatus.PUBLISHED).order_by(
        "name", "organ__division_id", "offering__code"
    )
    for code, name, organ, result, who, handling, days, online, kind in rows.values_list(*_COLUMNS):
        facts = Facts(who, handling == Handling.IMMEDIATE, days, online, kind)
        yield Document(
            "item",
            code,
            name,
            words.setdefault(organ, organ),
            words.setdefault(result, result),
            facts=kinds.setdefault(facts, facts),
        )


def documents() -> list[Document]:
    """Return everything that can be found: items, bundles, names of other lists."""
    found = list(_items())
    members: dict[int, list[str]] = {}
    for bundle, name in BundleMember.objects.values_list("bundle_id", "item__name"):
        members.setdefault(bundle, []).append(name)
    found += [
        Document("bundle", bundle.code, bundle.name, members=tuple(members.get(bundle.pk, ())))
        for bundle in Bundle.objects.all()
    ]
    known = {document.name for document in found}
    found += [
        Document("listed", code, name, organ)
        for code, name, organ in ListedItem.objects.values_list("code", "name", "organ_name")
        if name not in known
    ]
    return found
