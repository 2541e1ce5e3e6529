# SPDX-License-Identifier: Apache-2.0
"""Keeping the rows as they must be: the difference, written in one statement."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from portal.kernel import clock
from portal.kernel.acts import act
from portal.kernel.desks import TurnFor
from portal.kernel.invariants import BrokenInvariant
from portal.kernel.prepared.statements import Statement
from portal.kernel.states import aggregates
from portal.kernel.turns.expected import (
    COLUMNS,
    KEY,
    expected,
    families,
    parameter,
    parameters,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.backends.utils import CursorWrapper

    from portal.kernel.subjects import Touched

_NAMES = ", ".join(COLUMNS)
_SAME_KEY = " AND ".join(f"e.{name} = k.{name}" for name in KEY)
_SAME = (
    f"{_SAME_KEY} AND ({', '.join(f'e.{name}' for name in COLUMNS[3:])})"
    f" IS NOT DISTINCT FROM ({', '.join(f'k.{name}' for name in COLUMNS[3:])})"
)
#: What is shut or other than it must be goes, what is new or other comes. A row that stays on
#: its desk keeps its moment; a new one has that of the event which brought about the state.
#: ``done`` lets the heads that go be gone before others come.
_DIFFERENCE = f""",
gone AS (
    DELETE FROM kernel_turn k
     WHERE {{wanted}} NOT EXISTS (SELECT FROM expected e WHERE {_SAME})
    RETURNING k.subject_id, k.act, k.part, k.desk, k.since
), done AS (SELECT count(*) AS rows FROM gone)
INSERT INTO kernel_turn ({_NAMES}, since)
SELECT {", ".join(f"e.{name}" for name in COLUMNS)},
       coalesce(g.since, (SELECT v.recorded_at FROM kernel_event v
            WHERE v.subject_id = e.subject_id AND v.from_state <> v.to_state
            ORDER BY v.seq DESC LIMIT 1), %(at)s)
  FROM expected e CROSS JOIN done
  LEFT JOIN gone g ON (g.subject_id, g.act, g.part, g.desk) = (e.subject_id, e.act, e.part, e.desk)
 WHERE NOT EXISTS (SELECT FROM kernel_turn k WHERE {_SAME})
"""  # noqa: S608 - own names
_OF_TOUCHED = "k.root_id IN (SELECT root_id FROM touched) AND"


_ALONE = "LOCK TABLE kernel_turn IN SHARE ROW EXCLUSIVE MODE"
_BESIDE = "LOCK TABLE kernel_turn IN ROW EXCLUSIVE MODE"
#: Compiling the long statement takes ten times as long as running it over 20,000 cases.
_NO_JIT = "SET LOCAL jit = off"
#: With more subjects than this the plan is made for their number.
_FEW = 20
#: So many subjects of each kind are written by one statement.
_BLOCK = 5_000


def _by_kind(touched: Iterable[Touched]) -> dict[str, list[int]]:
    """Return the touched subjects by kind; those of unknown kind are looked for in every one."""
    known = families()
    keys: dict[str, set[int]] = defaultdict(set)
    for one in touched:
        for kind in (one.kind,) if one.kind else known:
            if kind in known:
                keys[kind].update(one.keys)
    return {kind: sorted(found) for kind, found in keys.items()}


def _asked(keys: dict[str, list[int]]) -> tuple[frozenset[str], dict[str, Any]]:
    """Return the families of the touched subjects and the parameters of their statement."""
    names = frozenset(families()[kind].name for kind in keys)
    return names, {parameter(kind): keys.get(kind, []) for kind in parameters(names)}


def write(touched: list[Touched]) -> None:
    """Write what differs for the roots of the touched subjects, in the act's transaction.

    An act holds the lock of its root, so two of them never write the same rows. What is changed
    by the set holds no such lock: it shuts the table, waits for the acts that have written,
    and lets the others, whose writing is their last statement, read what it has left: they ask
    for the table first, as what EXECUTE sees is settled before it asks for anything.
    """
    keys = _by_kind(touched)
    if not keys:
        return
    in_bulk = any(one.in_bulk for one in touched)
    with connection.cursor() as cursor:
        if in_bulk:
            cursor.execute(_ALONE)
        if in_bulk or sum(map(len, keys.values())) > _FEW:
            _write_many(cursor, keys)
            return
        names, values = _asked(keys)
        call = _statement(names).ready(cursor)
        cursor.execute(f"{_BESIDE}; {call}", [*values.values(), clock.now()])


def _write_many(cursor: CursorWrapper, keys: dict[str, list[int]]) -> None:
    """Write what differs block by block: each statement ends within its time limit."""
    cursor.execute(_NO_JIT)
    for start in range(0, max(map(len, keys.values())), _BLOCK):
        block = {kind: found[start : start + _BLOCK] for kind, found in keys.items()}
        names, values = _asked(block)
        cursor.execute(_difference(names), {**values, "at": clock.now()})


def _difference(names: frozenset[str], *, few: bool = False) -> str:
    return expected(names, few=few) + _DIFFERENCE.format(wanted=_OF_TOUCHED)


# -- The statement is long: it is prepared -----------------------------------------------------


@lru_cache(maxsize=64)
def _statement(names: frozenset[str]) -> Statement:
    """Return the families' statement.

    Each parameter stands in a SELECT of its own: the plan for any keys then looks as good as
    one for these, and is kept after a few times.
    """
    places = [*map(parameter, parameters(names)), "at"]
    text = _difference(names, few=True) % {one: f"(SELECT ${n})" for n, one in enumerate(places, 1)}
    types = ("bigint[]",) * (len(places) - 1) + ("timestamptz",)
    return Statement("turns", types, text)


@act
def repair() -> int:
    """Write what differs for every root; returns how many rows came.

    After a migration: declarations are code, and a new release may say other things of the
    states in which rows are stored.
    """
    text = expected(None) + _DIFFERENCE.format(wanted="")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ALONE)
        cursor.execute(_NO_JIT)
        cursor.execute(text, {"at": clock.now()})
        return int(cursor.rowcount)


# -- What must hold: the rows are those that states, terms and urges ask for -------------------


_MOST = 100
_COMPARED = f"""
SELECT coalesce(e.subject_id, k.subject_id), coalesce(e.act, k.act),
       ({", ".join(f"e.{name}" for name in COLUMNS[3:])})::text,
       ({", ".join(f"k.{name}" for name in COLUMNS[3:])})::text
  FROM expected e FULL JOIN (SELECT * FROM kernel_turn k {{wanted}}) k ON {_SAME_KEY}
 WHERE (e.subject_id IS NULL OR k.subject_id IS NULL OR NOT ({_SAME}))
 ORDER BY 1, 2 LIMIT {_MOST}
"""  # noqa: S608 - own names


#: A row lies there since an event that changed the state, and none later came from a state in
#: which the act was nobody's turn: with that event the row would have come anew.
_SINCE = f"""
WITH declared (kind, state, act) AS (VALUES %s), found AS (
    SELECT k.id, bool_or(v.recorded_at = k.since) AS is_of_event,
           max(v.recorded_at) FILTER (WHERE d.kind IS NULL) AS begun
      FROM kernel_turn k JOIN kernel_subject s ON s.id = k.subject_id
      JOIN kernel_event v ON v.subject_id = k.subject_id AND v.from_state <> v.to_state
      LEFT JOIN declared d ON (d.kind, d.state, d.act) = (s.kind, v.from_state, k.act)
     GROUP BY k.id
)
SELECT k.subject_id, k.act, k.since::text, f.begun::text
  FROM found f JOIN kernel_turn k USING (id)
 WHERE NOT f.is_of_event OR k.since < f.begun
 ORDER BY 1, 2 LIMIT {_MOST}
"""  # noqa: S608 - own names


def turns_since_their_event() -> list[BrokenInvariant]:
    """Every turn is there since the event that began it; at most 100 findings."""
    declared = [
        (one.machine.name, state, turn.act if isinstance(turn, TurnFor) else "")
        for one in aggregates()
        for state, turns in sorted(one.machine.turns.items())
        for turn in turns
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SINCE % ", ".join(["%s"] * len(declared)), declared)
        return [
            BrokenInvariant(
                "turns_since_their_event", subject, f"{act}: since {since}, began {begun}"
            )
            for subject, act, since, begun in cursor.fetchall()
        ]


def turns_as_expected() -> list[BrokenInvariant]:
    """Every open turn has its row and no other row is there; at most 100 findings."""
    return differences(None)


def differences(touched: list[Touched] | None) -> list[BrokenInvariant]:
    """Return the rows that are not as they must be, of the touched subjects' roots or of all."""
    names, values = (None, {}) if touched is None else _asked(_by_kind(touched))
    wanted = "" if touched is None else "WHERE k.root_id IN (SELECT root_id FROM touched)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NO_JIT)
        cursor.execute(expected(names) + _COMPARED.format(wanted=wanted), values)
        return [
            BrokenInvariant("turns_as_expected", subject, f"{act}: must be {must}, is {stored}")
            for subject, act, must, stored in cursor.fetchall()
        ]
