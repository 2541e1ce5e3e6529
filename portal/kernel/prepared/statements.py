# SPDX-License-Identifier: Apache-2.0
"""Statements that each connection to the database prepares once: named, read and planned.

What an act asks for every time it is carried out is the same text with other values. Writing
that text anew and planning it anew takes longer than carrying it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.utils import CursorWrapper


@dataclass(frozen=True, eq=False)
class Statement:
    """One statement that is asked again and again with other values.

    ``types`` are those of its values as the database calls them; ``text`` says ``$1`` where the
    first of them stands. ``label`` begins the name by which a connection knows it.
    """

    label: str
    types: tuple[str, ...]
    text: str

    def ready(self, cursor: CursorWrapper) -> str:
        """Prepare it unless the connection has; returns how it is called, with ``%s`` for values."""
        known = _prepared.setdefault(connection.connection, {})
        if self not in known:
            name = f"{self.label}_{len(known)}"
            types = f" ({', '.join(self.types)})" if self.types else ""
            cursor.execute(f"PREPARE {name}{types} AS {self.text}")
            places = f" ({', '.join(['%s'] * len(self.types))})" if self.types else ""
            known[self] = f"EXECUTE {name}{places}"
        return known[self]

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Carry it out with these values and return what it gives."""
        with connection.cursor() as cursor:
            cursor.execute(self.ready(cursor), values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


#: How a connection to the database calls what it has prepared.
_prepared: WeakKeyDictionary[Any, dict[Statement, str]] = WeakKeyDictionary()
