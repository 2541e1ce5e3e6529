# SPDX-License-Identifier: Apache-2.0
"""All turns of a post are given to another desk in one statement, beside a bare UPDATE."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from tests.bench.clocks_dates import timed

if TYPE_CHECKING:
    from collections.abc import Callable

MOVED, OTHERS, ROUNDS = 180_000, 180_000, 5
_FILL = """INSERT INTO kernel_turn
    (subject_id, root_id, act, part, desk, handler_id, sort_on, soon_on, waits, is_head, since, urges)
    SELECT n, n, 'pass', '', CASE WHEN n <= %s THEN 'u:1' ELSE 'u:2' END,
           CASE WHEN n <= %s THEN 1 ELSE 2 END, '2026-03-30'::date + n %% 200,
           '2026-03-20'::date + n %% 200, '', true, now(), 0
      FROM generate_series(1, %s) n"""
#: A claimed step goes back to the desk of its organ, as when somebody leaves a post.
_REASSIGN = """UPDATE kernel_turn SET desk = 'o:7:reviewer', organ_id = 7, handler_id = NULL,
    since = now() WHERE desk = 'u:1'"""
#: As many rows and columns, in a table that is only rows.
_BARE = _REASSIGN.replace("kernel_turn", "bench_turn")


def reassigning(say: Callable[[str], None]) -> dict[str, Any]:
    """Return seconds of reassigning 180,000 turns among as many others, and of the bare UPDATE."""
    say(f"{MOVED:,} turns of a post are reassigned")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE kernel_turn")
        cursor.execute(_FILL, [MOVED, MOVED, MOVED + OTHERS])
        cursor.execute("CREATE TABLE bench_turn AS TABLE kernel_turn")
        cursor.execute("VACUUM ANALYZE kernel_turn")
        cursor.execute("VACUUM ANALYZE bench_turn")
    pairs = [
        (_undone(_REASSIGN), _undone(_BARE))
        if turn % 2
        else (_undone(_BARE), _undone(_REASSIGN))[::-1]
        for turn in range(ROUNDS + 1)
    ][1:]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_turn")
        cursor.execute("TRUNCATE kernel_turn")
    return {
        "turns": MOVED,
        "reassign_s": round(statistics.median(own for own, _bare in pairs), 3),
        "bare_update_s": round(statistics.median(bare for _own, bare in pairs), 3),
        "reassign_to_bare": round(statistics.median(own / bare for own, bare in pairs), 2),
    }


def _undone(statement: str) -> float:
    """Return how long a statement takes that is then taken back; the place it took is freed."""
    with connection.cursor() as cursor:
        with transaction.atomic():
            seconds = timed(lambda: cursor.execute(statement))
            assert cursor.rowcount == MOVED
            transaction.set_rollback(True)
        cursor.execute(f"VACUUM {'bench_turn' if 'bench_turn' in statement else 'kernel_turn'}")
    return seconds
