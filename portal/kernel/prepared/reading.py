# SPDX-License-Identifier: Apache-2.0
"""Querysets that are made once: compiled by Django, planned by PostgreSQL, asked again and again."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Model
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError
from psycopg2.extensions import AsIs

from portal.kernel.prepared.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)


class Place(Expression):
    """Stands in a queryset for a value that is told when it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Leave the place itself where the value will be."""
        del compiler, connection
        return "%s", (self,)


class Reading(Generic[Row]):
    """A queryset with places, told what belongs there each time it is asked.

    ``places`` names them with the type that the database gives them; ``make`` gets a ``Place``
    for each and returns the queryset. It is called once in the life of the process, so that
    nothing that changes may go into it but by a place: a day that is read inside is refused.
    The rows are what the queryset would give, with ``select_related``, annotations and
    ``only``; prefetching is not carried out.
    """

    def __init__(
        self, name: str, places: Mapping[str, str], make: Callable[..., QuerySet[Row]]
    ) -> None:
        self.name = name
        self.places = dict(places)
        self._make = make

    def all(self, **values: Any) -> list[Row]:
        """Return the rows for these values, one for each place.

        Raises KeyError when one is missing and TransactionManagementError when rows are to be
        locked outside a transaction.
        """
        made = self._made
        if made.locks and connection.get_autocommit():
            raise TransactionManagementError(f"{self.name} locks rows: needs a transaction")
        told = [values[name] for name in self.places]
        return [made.row(found) for found in made.statement.rows(told)]

    def first(self, **values: Any) -> Row | None:
        """Return the first of the rows, or None; the queryset should ask for no more than one."""
        return next(iter(self.all(**values)), None)

    @cached_property
    def _made(self) -> _Made[Row]:
        return _Made(self.name, self.places, self._make(**{n: Place(n) for n in self.places}))


class _Made(Generic[Row]):
    """A queryset as statement, and how its rows are read: what Django does anew each time."""

    def __init__(self, name: str, places: dict[str, str], rows: QuerySet[Row]) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        self.locks = rows.query.select_for_update
        self.statement = Statement(name, tuple(places.values()), _text(sql, values, [*places]))
        select, shape = compiler.select, compiler.klass_info
        fields = shape["select_fields"]
        self._model: type[Row] = shape["model"]
        self._from, self._to = fields[0], fields[-1] + 1
        self._names = [one[0].target.attname for one in select[self._from : self._to]]
        self._related = get_related_populators(shape, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self._marks = tuple((compiler.annotation_col_map or {}).items())
        self._converters = tuple(
            (at, converter, expression)
            for at, (converters, expression) in compiler.get_converters(
                [one[0] for one in select]
            ).items()
            for converter in converters
        )

    def row(self, found: tuple[Any, ...]) -> Row:
        """Return the model row of one row of the database."""
        read = list(found)
        for at, converter, expression in self._converters:
            read[at] = converter(read[at], expression, connection)
        row = self._model.from_db(DEFAULT_DB_ALIAS, self._names, read[self._from : self._to])
        for populator in self._related:
            populator.populate(read, row)
        for name, at in self._marks:
            setattr(row, name, read[at])
        return row


def _text(sql: str, values: tuple[Any, ...], places: list[str]) -> str:
    """Write the values into the statement, and ``$1`` where the first place is.

    Raises TypeError for what may differ tomorrow.
    """
    for value in values:
        if not isinstance(value, Place | str | int):
            raise TypeError(f"{value!r} needs a place: a statement is made once")
    told = [
        AsIs(f"${places.index(value.name) + 1}") if isinstance(value, Place) else value
        for value in values
    ]
    with connection.cursor() as cursor:
        text: str | bytes = cursor.mogrify(sql, told)
    return text.decode() if isinstance(text, bytes) else text
