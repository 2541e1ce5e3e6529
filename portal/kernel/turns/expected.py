# SPDX-License-Identifier: Apache-2.0
"""The rows that must be there, as SQL made from the declarations of the machines.

One text serves the writer at an act's end, the repair of all rows and the invariant. It reads
stored states, running terms and urges; it never reads the table of turns.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from portal.kernel.desks import NOBODY, Nobody, TurnFor
from portal.kernel.states import Stored, aggregates
from portal.kernel.turns.models import NO_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from portal.kernel.desks import Column

#: What a row consists of besides its number and since when it lies there.
COLUMNS = (
    "subject_id", "act", "part", "root_id", "desk", "organ_id", "handler_id", "term_id",
    "due_ordinal", "sort_on", "soon_on", "waits", "is_head", "urged_at", "urges",
    "calendar_version_id",
)  # fmt: skip
KEY = COLUMNS[:3]


@dataclass(frozen=True)
class Family:
    """A root's machine and those of its parts, each with the table of its rows."""

    root: Stored
    members: tuple[Stored, ...]

    @property
    def name(self) -> str:
        """The name of the root's machine."""
        return self.root.machine.name

    @property
    def table(self) -> str:
        """The table of the roots."""
        return self.root.model._meta.db_table


@dataclass(frozen=True)
class _Urges:
    """The table that counts how often a root was urged."""

    table: str
    root: str
    at: str


_urges: dict[str, _Urges] = {}


def register_urges(model: type[Model], *, root: str, at: str) -> None:
    """Tell where it is kept that a root was urged: its field and that of the moment."""
    fields = model._meta
    stored = fields.get_field(root).related_model
    name = next(one.machine.name for one in aggregates() if one.model is stored)
    _urges[name] = _Urges(fields.db_table, _column(model, root), _column(model, at))
    families.cache_clear()
    expected.cache_clear()


def _column(model: type[Model], field: str) -> str:
    found = model._meta.get_field(field)
    return str(getattr(found, "column", ""))


def _has_rows(stored: Stored) -> bool:
    return any(
        isinstance(turn, TurnFor) or turn.term
        for declared in stored.machine.turns.values()
        for turn in declared
    )


@lru_cache(maxsize=1)
def families() -> dict[str, Family]:
    """Return by the name of each machine the family it belongs to; only those with turns."""
    by_model = {one.model: one for one in aggregates() if not one.root}
    members: dict[str, list[Stored]] = defaultdict(list)
    for one in aggregates():
        model = one.model._meta.get_field(one.root).related_model if one.root else one.model
        root = by_model[model]  # type: ignore[index]
        members[root.machine.name].append(one)
    found = [
        Family(root, tuple(members[root.machine.name]))
        for root in by_model.values()
        if any(map(_has_rows, members[root.machine.name]))
    ]
    return {member.machine.name: family for family in found for member in family.members}


# -- The statement ------------------------------------------------------------------------------


def parameter(kind: str) -> str:
    """Return the name of the parameter that holds the touched subjects of a kind."""
    return kind.replace(".", "_")


def parameters(names: frozenset[str]) -> list[str]:
    """Return the kinds whose touched subjects the statement of some families asks for."""
    return sorted(kind for kind, family in families().items() if family.name in names)


#: Limits nothing, but is taken for a tenth, and twice for a hundredth: a plan for any keys thinks
#: of ten for each table, and then reads every root of a middling city where an act touched one.
_FEW = "SELECT id FROM ({roots} LIMIT (SELECT NULL::bigint)) few LIMIT (SELECT NULL::bigint)"


def _roots(family: Family) -> str:
    """Return the keys of the roots that the touched subjects belong to."""
    parts = [
        f"SELECT {_column(one.model, one.root) if one.root else 'id'} AS id"  # noqa: S608 - own names
        f" FROM {one.model._meta.db_table}"
        f" WHERE subject_id = ANY(%({parameter(one.machine.name)})s::bigint[])"
        for one in family.members
    ]
    return " UNION ".join(parts)


def _renderer(stored: Stored, family: Family) -> Column:
    """Return what turns a field's name into a column: ``r`` is the root, ``a`` a row below it."""
    own = "a" if stored.root else "r"

    def column(name: str) -> str:
        first, _dots, rest = name.partition("__")
        if rest:
            if first != stored.root:
                raise ValueError(f"{stored.machine.name}: {name} is no column of its root")
            return f"r.{_column(family.root.model, rest)}"
        return f"{own}.{_column(stored.model, name)}"

    return column


def _declared(stored: Stored, column: Column) -> Iterable[str]:
    """Return the turns of every state as rows of VALUES."""
    part = f"{column(stored.part)}::text" if stored.part else "''"
    for state, declared in sorted(stored.machine.turns.items()):
        for turn in declared:
            if isinstance(turn, Nobody):
                if turn.term:
                    yield (
                        f"('{state}', '', {part}, '{NOBODY}', NULL::bigint, NULL::bigint,"
                        f" ARRAY['{turn.term}'], false, false)"
                    )
                continue
            kinds = ", ".join(f"'{kind}'" for kind in turn.by)
            yield (
                f"('{state}', '{turn.act}', {part}, {turn.who.sql(column)},"
                f" {turn.who.organ(column)}, {turn.who.handler(column)},"
                f" ARRAY[{kinds}]::text[], {turn.yields}, {turn.while_runs})"
            )


def _rows_of(stored: Stored, family: Family, roots: str) -> str:
    """Return the turns of one table's rows, their terms not yet looked at."""
    column = _renderer(stored, family)
    values = list(_declared(stored, column))
    states = ", ".join(
        f"'{state}'"
        for state, declared in sorted(stored.machine.turns.items())
        if any(isinstance(one, TurnFor) or one.term for one in declared)
    )
    own, tables = "r", f"{family.table} r"
    if stored.root:
        own, table, link = "a", stored.model._meta.db_table, _column(stored.model, stored.root)
        tables = f"{table} a JOIN {family.table} r ON r.id = a.{link}"
    fields = {field.name for field in family.root.model._meta.get_fields()}
    organ = "coalesce(v.organ_id, r.organ_id)" if "organ" in fields else "v.organ_id"
    wanted = f"AND r.id IN (SELECT id FROM {roots})" if roots else ""  # noqa: S608 - own names
    return f"""SELECT '{family.name}' AS family, r.id AS root_key, {own}.subject_id,
       r.subject_id AS root_id, v.act, v.part, v.desk, {organ} AS organ_id, v.handler_id, v.kinds,
       v.yields, v.while_runs
  FROM {tables} CROSS JOIN LATERAL (VALUES {", ".join(values)})
       AS v(state, act, part, desk, organ_id, handler_id, kinds, yields, while_runs)
 WHERE {own}.state = v.state AND {own}.state IN ({states}) AND v.desk IS NOT NULL {wanted}"""  # noqa: S608 - own names


#: The first day on which a term is due soon, as ``TermQuerySet.with_standing`` says it.
_SOON = """CASE WHEN t.due_on IS NULL THEN NULL ELSE least(t.due_on, greatest(t.started_on,
           CASE t.unit
           WHEN 'working' THEN (SELECT d.date FROM kernel_day d WHERE d.is_working
                AND d.ordinal = t.due_ordinal - greatest(1, (t.length + 4) / 5))
           WHEN 'hours' THEN t.due_on - greatest(1, (t.length + 119) / 120)
           ELSE t.due_on - greatest(1, (t.length + 4) / 5) END)) END"""

_DUE = f"""
SELECT x.*, t.id AS term_id, t.due_ordinal, t.due_reason, t.calendar_version_id,
       coalesce(t.due_on, '{NO_DAY}') AS sort_on, coalesce(t.soon_on, '{NO_DAY}') AS soon_on
  FROM turns x LEFT JOIN LATERAL (
       SELECT t.id, t.due_on, t.due_ordinal, t.due_reason, t.calendar_version_id,
              min({_SOON}) OVER () AS soon_on
         FROM kernel_term t
        WHERE t.state = 'running' AND t.subject_id IN (x.subject_id, x.root_id)
          AND t.kind = ANY(x.kinds)
        ORDER BY t.due_on NULLS LAST, array_position(x.kinds, t.kind::text), t.id LIMIT 1) t ON true
 WHERE NOT x.while_runs OR t.id IS NOT NULL
"""  # noqa: S608 - own names

_RANKED = f"""
SELECT d.*,
       CASE WHEN yields AND bool_or(NOT yields AND desk <> '{NOBODY}') OVER (PARTITION BY root_id)
            THEN 'turn'
            WHEN due_reason = 'paused' THEN 'pause' WHEN due_reason = 'calendar' THEN 'calendar'
            WHEN desk = '{NOBODY}' THEN 'date' ELSE '' END AS waits,
       row_number() OVER (PARTITION BY root_id
            ORDER BY sort_on, desk = '{NOBODY}', yields, subject_id, act, part) = 1 AS is_head
  FROM due d
"""  # noqa: S608 - own names


def _urged() -> str:
    """Return the count and the last moment of a root's urges, for its head."""
    counts = [
        f"SELECT count(*) AS urges, max({one.at}) AS urged_at FROM {one.table}"  # noqa: S608 - own names
        f" WHERE {one.root} = h.root_key AND h.family = '{name}'"
        for name, one in sorted(_urges.items())
    ]
    if not counts:
        counts = ["SELECT 0::bigint AS urges, NULL::timestamptz AS urged_at"]
    return (
        "SELECT sum(n.urges) AS urges, max(n.urged_at) AS urged_at"  # noqa: S608 - own names
        f" FROM ({' UNION ALL '.join(counts)}) n"
    )


@lru_cache(maxsize=128)
def expected(names: frozenset[str] | None, *, few: bool = False) -> str:
    """Return the WITH clause that ends with ``touched`` (root_id) and ``expected`` (COLUMNS).

    ``names`` are those of the touched families, whose ``parameters`` hold the keys; None asks
    for every open turn of the portal, and then there is no ``touched``. ``few``: it is planned
    for one or two keys.
    """
    known = families()
    chosen = [known[name] for name in sorted(names or {one.name for one in known.values()})]
    parts, touched, turns = [], [], []
    for number, family in enumerate(chosen):
        roots = ""
        if names is not None:
            roots = f"roots_{number}"
            found = _roots(family)
            parts.append(f"{roots} AS MATERIALIZED ({_FEW.format(roots=found) if few else found})")
            touched.append(
                f"SELECT r.subject_id AS root_id FROM {family.table} r JOIN {roots} USING (id)"  # noqa: S608 - own names
            )
        turns += [_rows_of(one, family, roots) for one in family.members if _has_rows(one)]
    if touched:
        parts.append(f"touched AS MATERIALIZED ({' UNION ALL '.join(touched)})")
    parts += [
        f"turns AS ({' UNION ALL '.join(turns)})",
        f"due AS ({_DUE})",
        f"ranked AS ({_RANKED})",
        f"""expected AS MATERIALIZED (
SELECT h.subject_id, h.act, h.part, h.root_id, h.desk, h.organ_id, h.handler_id, h.term_id,
       h.due_ordinal, h.sort_on, h.soon_on, h.waits, h.is_head, u.urged_at,
       coalesce(u.urges, 0) AS urges, h.calendar_version_id
  FROM ranked h LEFT JOIN LATERAL ({_urged()}) u ON h.is_head)""",  # noqa: S608 - own names
    ]
    return "WITH " + ",\n".join(parts)
