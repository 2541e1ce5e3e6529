# SPDX-License-Identifier: Apache-2.0
"""Rows added and changed by prepared statements, as Django would do it by statements made anew.

For the rows that nearly every act writes, of models whose key the database draws. Values go
through the fields as in ``save()``; an expression (``F``, ``Now``) has no place here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models import Model

from portal.kernel.prepared.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Field

    Fields = Sequence[Field[Any, Any]]

Row = TypeVar("Row", bound=Model)


def add(row: Row) -> Row:
    """Insert a new row and return it with what the database has set: key and defaults."""
    statement, fields, told = _adding(type(row), many=False, unless_there=False)
    link = connections[DEFAULT_DB_ALIAS]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS):
        (found,) = statement.rows([_value(field, row, link) for field in fields])
    _take(row, told, found)
    return row


def add_many(rows: Sequence[Row]) -> None:
    """Insert new rows of one model in their order, all in one statement, as ``add`` does each."""
    if not rows:
        return
    statement, fields, told = _adding(type(rows[0]), many=True, unless_there=False)
    link = connections[DEFAULT_DB_ALIAS]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS):
        found = statement.rows([[_value(field, row, link) for row in rows] for field in fields])
    for row, values in zip(rows, found, strict=True):
        _take(row, told, values)


def add_unless_there(rows: Sequence[Row]) -> None:
    """Insert those of the rows that no unique key forbids; none of them learns its own key."""
    if not rows:
        return
    statement, fields, _told = _adding(type(rows[0]), many=True, unless_there=True)
    link = connections[DEFAULT_DB_ALIAS]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS):
        statement.rows([[_value(field, row, link) for row in rows] for field in fields])


def change(model: type[Model], where: Mapping[str, Any], to: Mapping[str, Any]) -> int:
    """Set columns of the rows whose fields are ``where``; returns how many rows there were."""
    statement, wanted, changed = _changing(model, tuple(where), tuple(to))
    link = connections[DEFAULT_DB_ALIAS]
    pairs = zip((*wanted, *changed), (*where.values(), *to.values()), strict=True)
    values = [_stored(field, value, link) for field, value in pairs]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS):
        return len(statement.rows(values))


#: What a field of such a type hands to the database as it is; asking it takes ten times as long.
_AS_IT_IS: dict[type[Any], type[Any]] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.ForeignKey: int,
    models.OneToOneField: int,
}


def _is_plain(field: Field[Any, Any], value: Any) -> bool:
    kind = _AS_IT_IS.get(type(field))
    return kind is not None and (value is None or type(value) is kind)


def _value(field: Field[Any, Any], row: Model, link: BaseDatabaseWrapper) -> Any:
    value = getattr(row, field.attname)
    if _is_plain(field, value):
        return value
    return field.get_db_prep_save(field.pre_save(row, add=True), link)


def _stored(field: Field[Any, Any], value: Any, link: BaseDatabaseWrapper) -> Any:
    if _is_plain(field, value):
        return value
    return field.get_db_prep_save(value.pk if isinstance(value, Model) else value, link)


def _take(row: Model, told: Fields, values: tuple[Any, ...]) -> None:
    for field, value in zip(told, values, strict=True):
        for converter in field.get_db_converters(connection):
            value = converter(value, None, connection)
        setattr(row, field.attname, value)
    row._state.adding = False
    row._state.db = DEFAULT_DB_ALIAS


@lru_cache(maxsize=256)
def _adding(
    model: type[Model], *, many: bool, unless_there: bool
) -> tuple[Statement, Fields, Fields]:
    """Return the statement, the fields that it wants and those that it gives."""
    meta = model._meta
    fields = [one for one in meta.concrete_fields if not one.primary_key and not one.generated]
    told: Fields = [] if unless_there else meta.db_returning_fields
    types = _types(fields)
    places = [f"${n}" for n in range(1, len(fields) + 1)]
    if many:
        arrays = ", ".join(f"{place}::{kind}[]" for place, kind in zip(places, types, strict=True))
        source = f"SELECT * FROM UNNEST({arrays})"  # noqa: S608 - own names
        types = [f"{kind}[]" for kind in types]
    else:
        source = f"VALUES ({', '.join(places)})"
    end = "ON CONFLICT DO NOTHING RETURNING 1" if unless_there else f"RETURNING {_names(told)}"
    text = f"INSERT INTO {_quoted(meta.db_table)} ({_names(fields)}) {source} {end}"
    return Statement(f"add_{meta.model_name}", tuple(types), text), fields, told


@lru_cache(maxsize=256)
def _changing(
    model: type[Model], where: tuple[str, ...], to: tuple[str, ...]
) -> tuple[Statement, Fields, Fields]:
    """Return the statement and the fields that it wants: first to find rows, then to set."""
    meta = model._meta
    wanted, changed = ([_field(model, name) for name in names] for names in (where, to))
    found = " AND ".join(f"{_quoted(one.column)} = ${n}" for n, one in enumerate(wanted, 1))
    new = ", ".join(
        f"{_quoted(one.column)} = ${n}" for n, one in enumerate(changed, len(wanted) + 1)
    )
    text = f"UPDATE {_quoted(meta.db_table)} SET {new} WHERE {found} RETURNING 1"  # noqa: S608 - own names
    types = tuple(_types([*wanted, *changed]))
    return Statement(f"change_{meta.model_name}", types, text), wanted, changed


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    found: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return found  # type: ignore[no-any-return]


def _types(fields: Iterable[Field[Any, Any]]) -> list[str]:
    return [
        str(one.rel_db_type(connection) if one.primary_key else one.db_type(connection))
        for one in fields
    ]


def _names(fields: Iterable[Field[Any, Any]]) -> str:
    return ", ".join(_quoted(one.column) for one in fields)


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))
