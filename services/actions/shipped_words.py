# SPDX-License-Identifier: Apache-2.0
"""Bringing the shipped words into the database, and up to date with a newer release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from services.items.stamp import touch_catalogue
from services.models.search_word import SearchWord, WordKind
from services.search import words

if TYPE_CHECKING:
    from datetime import datetime

#: What makes two entries the same.
Key = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]


def _key(row: SearchWord) -> Key:
    return row.kind, tuple(row.say), tuple(row.mean), tuple(row.only_with), row.is_weak


def _of_the_file() -> dict[Key, SearchWord]:
    data = words.shipped()
    rows = [
        SearchWord(
            kind=WordKind.GROUP,
            say=row["say"],
            mean=row["mean"],
            is_weak=row.get("weak", False),
            only_with=row.get("only_with", []),
        )
        for row in data["groups"]
    ]
    for kind, found in ((WordKind.ALIAS, data["aliases"]), (WordKind.ENGLISH, data["english"])):
        rows += [SearchWord(kind=kind, say=[said], mean=mean) for said, mean in found.items()]
    return {_key(row): row for row in rows}


@transaction.atomic
def load_words(*, at: datetime) -> int:
    """Bring the shipped words up to date; what an editor changed or switched off stays as it is.

    Returns how many entries are new. An entry that the file no longer has goes, unless an editor
    has changed it; an entry that an editor changed is not brought back.
    """
    known = {_key(row): row for row in SearchWord.objects.filter(is_shipped=True)}
    edited = {(row.kind, row.say[0]) for row in known.values() if row.changed_by_id}
    new, moved = [], []
    for position, (key, row) in enumerate(_of_the_file().items(), 1):
        last = known.pop(key, None)
        if last is None and (row.kind, row.say[0]) not in edited:
            row.position, row.is_shipped, row.changed_at = position, True, at
            new.append(row)
        elif last is not None and last.position != position:
            last.position = position
            moved.append(last)
    gone = [row.pk for row in known.values() if not row.changed_by_id]
    SearchWord.objects.filter(pk__in=gone).delete()
    SearchWord.objects.bulk_update(moved, ["position"], batch_size=500)
    SearchWord.objects.bulk_create(new, batch_size=500)
    if new or gone or moved:
        touch_catalogue()
    return len(new)
