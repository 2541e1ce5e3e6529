# SPDX-License-Identifier: Apache-2.0
"""The search over what is published now; the index is kept per process and catalogue stamp.

A small index is built anew within the request that finds it stale. One that takes longer is
built beside: until it is there, the last one answers, so no visitor waits for an import.
"""

from __future__ import annotations

import gc
import time
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection

from services.items.models.item import CatalogueStamp
from services.search import engine, words
from services.search.building import build
from services.search.completing import completions
from services.search.reading import documents

if TYPE_CHECKING:
    from uuid import UUID

    from services.search.document import Hit
    from services.search.index import Index

#: Seconds that a visitor may wait for an index; above, the last one answers meanwhile.
PATIENCE = 0.5


@dataclass
class _Kept:
    stamp: UUID | None = None
    index: Index | None = None
    seconds: float = 0.0
    is_building: bool = False


_kept = _Kept()
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
) -> list[Hit]:
    """Return what is meant by the words somebody typed, best first."""
    return engine.search(current_index(stamp, wait=wait), typed, limit)


def suggest(typed: str, limit: int) -> list[Hit]:
    """Return what may be meant while somebody is still typing: half a known word counts too."""
    index = current_index()
    hits = engine.search(index, typed, limit)
    for word in completions(index, typed):
        if len(hits) >= limit:
            break
        known = {hit.document for hit in hits}
        hits += [hit for hit in engine.search(index, word, limit) if hit.document not in known]
    return hits[:limit]
