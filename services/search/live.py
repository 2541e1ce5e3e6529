# SPDX-License-Identifier: Apache-2.0
"""The search over what is published now; the index is kept per process and catalogue stamp.

A small index is built anew within the request that finds it stale. One that takes longer is
built beside: until it is there, the last one answers, so no visitor waits for an import.
"""

from __future__ import annotations

import gc
import time
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from threading import Lock, Thread
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection

from services.bundles.models import Bundle, BundleMember
from services.items.codes import Handling, VersionStatus
from services.items.models.item import CatalogueStamp, ListedItem
from services.items.models.version import OfferingVersion
from services.search import words
from services.search.engine import score
from services.search.engine.building import build
from services.search.engine.document import SearchDocument, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from services.search.engine.document import SearchHit
    from services.search.engine.index import Index


# -- Reading from the database what can be found (three queries for any number of items) -------


_COLUMNS = (
    "offering__code", "name", "organ__name", "result_name", "applicant_kind", "handling",
    "promised_days", "is_online", "offering__item__item_type",
)  # fmt: skip


@dataclass(frozen=True)
class ItemFacts:
    """What a line about an item says beside its name; limit in working days."""

    applicant_kind: str
    is_immediate: bool
    promised_days: int
    is_online: bool
    item_type: str


def _items() -> Iterator[SearchDocument]:
    """The items in force, the city's own organs before those of its counties and towns."""
    kinds: dict[ItemFacts, ItemFacts] = {}
    words: dict[str, str] = {}
    rows = OfferingVersion.objects.filter(status=VersionStatus.PUBLISHED).order_by(
        "name", "organ__division_id", "offering__code"
    )
    for code, name, organ, result, who, handling, days, online, kind in rows.values_list(*_COLUMNS):
        facts = ItemFacts(who, handling == Handling.IMMEDIATE, days, online, kind)
        yield SearchDocument(
            "item",
            code,
            name,
            words.setdefault(organ, organ),
            words.setdefault(result, result),
            facts=kinds.setdefault(facts, facts),
        )


def documents() -> list[SearchDocument]:
    """Return everything that can be found: items, bundles, names of other lists."""
    found = list(_items())
    members: dict[int, list[str]] = {}
    for bundle, name in BundleMember.objects.values_list("bundle_id", "item__name"):
        members.setdefault(bundle, []).append(name)
    found += [
        SearchDocument(
            "bundle", bundle.code, bundle.name, members=tuple(members.get(bundle.pk, ()))
        )
        for bundle in Bundle.objects.all()
    ]
    known = {document.name for document in found}
    found += [
        SearchDocument("listed", code, name, organ)
        for code, name, organ in ListedItem.objects.values_list("code", "name", "organ_name")
        if name not in known
    ]
    return found


# -- What somebody may be about to type, in characters or in pinyin. Pure ----------------------


COMPLETIONS = 3


#: Letters of pinyin that say something; words looked at.
ENOUGH_LETTERS, MOST = 2, 400


def completions(index: Index, typed: str) -> list[str]:
    """Return a few known words that begin with what was typed so far, the shortest first."""
    text = plain(typed)
    if not text:
        return []
    if text.isascii():
        words = _spoken(index, text)
    else:
        words = (word for word in index.triggers if word.startswith(text) and word != text)
    return sorted(words, key=len)[:COMPLETIONS]


def _spoken(index: Index, letters: str) -> Iterable[str]:
    """Words whose pinyin begins with these letters."""
    if len(letters) < ENOUGH_LETTERS:
        return ()
    spoken = index.speech.spoken
    start = bisect_left(spoken, (letters, ""))
    beginning = takewhile(lambda one: one[0].startswith(letters), spoken[start : start + MOST])
    return [word for _letters, word in beginning]


#: Seconds that a visitor may wait for an index; above, the last one answers meanwhile.
PATIENCE = 0.5


@dataclass
class _CurrentIndex:
    stamp: UUID | None = None
    index: Index | None = None
    seconds: float = 0.0
    is_building: bool = False


_kept = _CurrentIndex()


_building = Lock()


def _build(stamp: UUID | None) -> Index:
    started = time.perf_counter()
    index = build(documents(), words.current())
    gc.freeze()  # or every full collection would walk through the whole index
    _kept.index, _kept.stamp = index, stamp
    _kept.seconds = time.perf_counter() - started
    return index


def _build_beside(stamp: UUID) -> None:
    try:
        with _building:
            _build(stamp)
    finally:
        _kept.is_building = False
        connection.close()


def _stamp() -> UUID | None:
    return CatalogueStamp.objects.values_list("stamp", flat=True).first()


def is_current(stamp: UUID | None) -> bool:
    """Whether the index in use is that of a stamp; while a new one is built it is not."""
    return stamp is None or _kept.stamp == stamp


def current_index(stamp: UUID | None = None, *, wait: bool = False) -> Index:
    """Return the index of the catalogue (one query while nothing changed).

    Who has just read the stamp of the catalogue passes it and spares the query. Who has just
    changed something waits, to see what it does.
    """
    stamp = stamp or _stamp()
    last = _kept.index
    if last is not None and stamp is not None:
        if _kept.stamp == stamp:
            return last
        if _kept.seconds > PATIENCE and not wait and not connection.in_atomic_block:
            if not _kept.is_building:
                _kept.is_building = True
                Thread(target=_build_beside, args=(stamp,), daemon=True).start()
            return last
    with _building:
        if _kept.index is None or stamp is None or _kept.stamp != stamp:
            return _build(stamp)
        return _kept.index


def warm() -> None:
    """Build the index beside the start of a server, so that its first visitor need not wait."""

    def build_now() -> None:
        with suppress(DatabaseError):  # not migrated or not there yet: the first search will do
            current_index()
        connection.close()

    Thread(target=build_now, daemon=True).start()


def find(
    typed: str, limit: int = 10, stamp: UUID | None = None, *, wait: bool = False
) -> list[SearchHit]:
    """Return what is meant by the words somebody typed, best first."""
    return score.search(current_index(stamp, wait=wait), typed, limit)


def suggest(typed: str, limit: int) -> list[SearchHit]:
    """Return what may be meant while somebody is still typing: half a known word counts too."""
    index = current_index()
    hits = score.search(index, typed, limit)
    for word in completions(index, typed):
        if len(hits) >= limit:
            break
        known = {hit.document for hit in hits}
        hits += [hit for hit in score.search(index, word, limit) if hit.document not in known]
    return hits[:limit]
