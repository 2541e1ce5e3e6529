# SPDX-License-Identifier: Apache-2.0
"""What a public list is, and the lists there are. Other modules register theirs here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

Item = dict[str, Any]
Line = dict[str, Any]


def _one_line(item: Item) -> list[Line]:
    return [item]


@dataclass(frozen=True)
class PublicList:
    """One list: its address (``code``), title, the article behind it, and its contents.

    ``source`` gives the rows unread (a page shows some of them), ``item`` turns one into values
    for JSON, ``lines`` into table lines by ``columns``. A ``code`` links to the guide.
    """

    code: str
    title: StrOrPromise
    citation: StrOrPromise
    lead: StrOrPromise
    columns: Sequence[tuple[str, StrOrPromise]]
    source: Callable[[], QuerySet[Any] | Sequence[Any]]
    item: Callable[[Any], Item]
    lines: Callable[[Item], list[Line]] = _one_line
    note: StrOrPromise = ""


_lists: dict[str, PublicList] = {}


def register(one: PublicList) -> None:
    """Add a list; raises ValueError when its code is taken."""
    if one.code in _lists:
        raise ValueError(f"list {one.code} registered twice")
    _lists[one.code] = one


def all_lists() -> list[PublicList]:
    """Return the lists in the order in which they were registered."""
    return list(_lists.values())


def find(code: str) -> PublicList | None:
    """Return a list by its code."""
    return _lists.get(code)
