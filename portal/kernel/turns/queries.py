# SPDX-License-Identifier: Apache-2.0
"""Reading turns: what lies on some desks, page by page, the earliest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.turns.models import Turn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

#: Each desk is read from its own place in the index and at most a page of it: the cost does not
#: grow with what lies there. ``desk = ANY(…) ORDER BY`` would sort everything on the desks.
_PAGE = """
SELECT x.* FROM unnest(%s::text[]) AS d(desk) CROSS JOIN LATERAL (
       SELECT t.* FROM kernel_turn t
        WHERE t.desk = d.desk AND (t.sort_on, t.id) > (%s, %s)
        ORDER BY t.sort_on, t.id LIMIT %s) x
 ORDER BY x.sort_on, x.id LIMIT %s
"""


def on_desks(
    desks: Sequence[str], *, after: tuple[date, int] | None = None, limit: int = 20
) -> tuple[list[Turn], tuple[date, int] | None]:
    """Return a page of the turns on these desks, and the key after which the next one begins.

    The key is None on the last page. ``after`` is the key that the page before gave.
    """
    day, number = after or ("-infinity", 0)
    many = limit + 1
    rows = list(Turn.objects.raw(_PAGE, [sorted(set(desks)), day, number, many, many]))
    more = len(rows) > limit
    rows = rows[:limit]
    return rows, (rows[-1].sort_on, rows[-1].pk) if more else None
