# SPDX-License-Identifier: Apache-2.0
"""The search over what is published now; the index is kept per process and catalogue stamp."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from services.codes import VersionStatus
from services.models import Bundle, BundleMember, CatalogueStamp, ListedItem, OfferingVersion
from services.search import engine, lexicon
from services.search.document import Document
from services.search.index import build

if TYPE_CHECKING:
    from uuid import UUID

    from services.search.document import Hit
    from services.search.index import Index


@dataclass
class _Kept:
    stamp: UUID | None = None
    index: Index | None = None


_kept = _Kept()
_building = Lock()


def _documents() -> list[Document]:
    found = [
        Document("item", code, name, organ, result)
        for code, name, organ, result in OfferingVersion.objects.filter(
            status=VersionStatus.PUBLISHED
        )
        .order_by("name")
        .values_list("offering__code", "name", "organ__name", "result_name")
    ]
    members: dict[int, list[str]] = {}
    for bundle, name in BundleMember.objects.values_list("bundle_id", "item__name"):
        members.setdefault(bundle, []).append(name)
    found += [
        Document("bundle", bundle.code, bundle.name, members=tuple(members.get(bundle.pk, ())))
        for bundle in Bundle.objects.all()
    ]
    found += [
        Document("listed", code, name, organ)
        for code, name, organ in ListedItem.objects.values_list("code", "name", "organ_name")
    ]
    return found


def current_index() -> Index:
    """Return the index of the catalogue as it is now (one query while nothing changed)."""
    stamp = CatalogueStamp.objects.values_list("stamp", flat=True).first()
    with _building:
        if _kept.index is None or stamp is None or _kept.stamp != stamp:
            _kept.index = build(_documents(), lexicon.shipped())
            _kept.stamp = stamp
        return _kept.index


def find(typed: str, limit: int = 10) -> list[Hit]:
    """Return what is meant by the words somebody typed, best first."""
    return engine.search(current_index(), typed, limit)


def suggest(typed: str, limit: int) -> list[Hit]:
    """Return what may be meant while somebody is still typing: half a known word counts too."""
    index = current_index()
    hits = engine.search(index, typed, limit)
    for word in engine.completions(index, typed):
        if len(hits) >= limit:
            break
        known = {hit.document for hit in hits}
        hits += [hit for hit in engine.search(index, word, limit) if hit.document not in known]
    return hits[:limit]
