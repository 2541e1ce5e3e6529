# SPDX-License-Identifier: Apache-2.0
"""Everything a record says, field by field in words: what a second person reads. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from services.change_labels import LABELS, PART_LABELS, shown
from services.changes import part_name
from services.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

#: What the page says already, and what only says how sure the rest is.
_TOLD = ("code", "name", "found_fields")


@dataclass(frozen=True)
class Said:
    """One field with its label, in one line or in several."""

    label: StrOrPromise
    lines: Sequence[str]


def _part(name: str, row: Any) -> str:
    """One part: what it is called, and the rest of it."""
    title = part_name(name, row)
    if isinstance(row, tuple | str):
        return title
    rest = [
        f"{PART_LABELS[one.name]} {shown(one.name, value)}"
        for one in fields(row)
        if (value := getattr(row, one.name)) not in (None, "", False)
        and not (isinstance(value, str) and value in title)
    ]
    return f"{title}（{'；'.join(rest)}）" if rest else title


def in_full(record: Record) -> list[Said]:
    """Return all that the record says; what it leaves empty is left out."""
    found = []
    for one in fields(Record):
        value = getattr(record, one.name)
        if one.name in _TOLD or value in (None, "", ()):
            continue
        if one.name == "fee":
            lines = ["：".join(value)]
        elif isinstance(value, tuple):
            lines = [_part(one.name, row) for row in value]
        else:
            lines = [shown(one.name, value)]
        found.append(Said(LABELS[one.name], lines))
    return found
