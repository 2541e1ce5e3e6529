# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is in a state: declared once, read by Python and rendered as SQL alike.

A desk is a string: ``p:<party>``, ``u:<user>``, ``o:<organ>:<role>`` (``o:*:<role>`` for all
who hold the role), ``c:<centre>``, ``s`` (supervision), ``n`` (nobody: a date decides). Columns
are named by their fields; ``case__organ`` is that of the root's row, by the field that leads
to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

#: Renders a field's name as the column of the statement.
Column = Callable[[str], str]
#: Who moves an arrow beside the roles of staff.
APPLICANT = "applicant"
CLERK, SUPERVISOR = "clerk", "supervisor"
NOBODY, SUPERVISION = "n", "s"


def value_of(row: Any, name: str) -> Any:
    """Return a field of a row by its name, of a reference the key; follows ``case__organ``."""
    *path, last = name.split("__")
    for part in path:
        row = getattr(row, part)
    return getattr(row, row._meta.get_field(last).attname)


class Desk(Protocol):
    """Where a turn lies, as a function of the aggregate's columns.

    ``actors`` are the kinds of actors who sit there: each must be one of the arrow's.
    """

    @property
    def actors(self) -> tuple[str, ...]:
        """Kinds of actors who sit there, in the words of the arrows."""

    def of(self, row: Any) -> str | None:
        """Return the desk for a stored row, None where its columns name nobody."""

    def sql(self, column: Column) -> str:
        """Return the same as an SQL expression of type text."""

    def organ(self, column: Column) -> str:
        """Return the organ's key as an SQL expression of type bigint."""

    def handler(self, column: Column) -> str:
        """Return the named person's key as an SQL expression of type bigint."""


_NONE = "NULL::bigint"


@dataclass(frozen=True)
class PlainDesk:
    """What most desks have in common: no organ and no named person."""

    @property
    def actors(self) -> tuple[str, ...]:
        """The kinds of actors who sit there."""
        return ()

    def organ(self, column: Column) -> str:
        """Return the organ's key as SQL."""
        del column
        return _NONE

    def handler(self, column: Column) -> str:
        """Return the named person's key as SQL."""
        del column
        return _NONE


@dataclass(frozen=True)
class _Keyed(PlainDesk):
    """A desk with one key: its letter and the field."""

    field: str
    _letter = ""

    def of(self, row: Any) -> str | None:
        """Return the desk for a stored row, None where the field is empty."""
        key = value_of(row, self.field)
        return None if key is None else f"{self._letter}:{key}"

    def sql(self, column: Column) -> str:
        """Return the same as SQL; null where the column is."""
        return f"'{self._letter}:' || {column(self.field)}"


@dataclass(frozen=True)
class PartyDesk(_Keyed):
    """A person or enterprise outside the office, whoever acts for it."""

    _letter = "p"

    @property
    def actors(self) -> tuple[str, ...]:
        """The applicant."""
        return (APPLICANT,)


@dataclass(frozen=True)
class CentreDesk(_Keyed):
    """The clerks of a government service centre."""

    _letter = "c"

    @property
    def actors(self) -> tuple[str, ...]:
        """The clerks."""
        return (CLERK,)


@dataclass(frozen=True)
class PersonDesk(_Keyed):
    """One named user; ``kinds`` are what he acts as, ``of_organ`` the field of his organ."""

    kinds: tuple[str, ...]
    of_organ: str = ""
    _letter = "u"

    @property
    def actors(self) -> tuple[str, ...]:
        """What the person acts as."""
        return self.kinds

    def organ(self, column: Column) -> str:
        """Return the organ's key as SQL, null where none is named."""
        return column(self.of_organ) if self.of_organ else _NONE

    def handler(self, column: Column) -> str:
        """Return the person's key as SQL."""
        return column(self.field)


@dataclass(frozen=True)
class OrganDesk(PlainDesk):
    """Those of an organ who hold a role; ``role_field`` when each row names one of ``roles``."""

    field: str
    roles: tuple[str, ...]
    role_field: str = ""

    @property
    def actors(self) -> tuple[str, ...]:
        """The roles that a row may name."""
        return self.roles

    def of(self, row: Any) -> str | None:
        """Return the desk for a stored row, None where it has no organ."""
        key = value_of(row, self.field)
        role = value_of(row, self.role_field) if self.role_field else self.roles[0]
        return None if key is None else f"o:{key}:{role}"

    def sql(self, column: Column) -> str:
        """Return the same as SQL; null where the organ is."""
        role = column(self.role_field) if self.role_field else f"'{self.roles[0]}'"
        return f"'o:' || {column(self.field)} || ':' || {role}"

    def organ(self, column: Column) -> str:
        """Return the organ's key as SQL."""
        return column(self.field)


@dataclass(frozen=True)
class OfficeDesk(PlainDesk):
    """All who hold a role, whatever their organ."""

    role: str

    @property
    def actors(self) -> tuple[str, ...]:
        """The role."""
        return (self.role,)

    def of(self, row: Any) -> str:
        """Return the desk, the same for every row."""
        del row
        return f"o:*:{self.role}"

    def sql(self, column: Column) -> str:
        """Return the same as SQL."""
        del column
        return f"'o:*:{self.role}'"


@dataclass(frozen=True)
class RoleDesk(PlainDesk):
    """All who hold the role that each row names in ``field``, one of ``roles``."""

    field: str
    roles: tuple[str, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """The roles that a row may name."""
        return self.roles

    def of(self, row: Any) -> str:
        """Return the desk for a stored row."""
        return f"o:*:{value_of(row, self.field)}"

    def sql(self, column: Column) -> str:
        """Return the same as SQL."""
        return f"'o:*:' || {column(self.field)}"


@dataclass(frozen=True)
class SupervisionDesk(PlainDesk):
    """The supervisors of the city."""

    @property
    def actors(self) -> tuple[str, ...]:
        """The supervisors."""
        return (SUPERVISOR,)

    def of(self, row: Any) -> str:
        """Return the desk, the same for every row."""
        del row
        return SUPERVISION

    def sql(self, column: Column) -> str:
        """Return the same as SQL."""
        del column
        return f"'{SUPERVISION}'"


@dataclass(frozen=True)
class When(PlainDesk):
    """One desk where a field has a value, another where it has not."""

    field: str
    value: str
    then: Desk
    otherwise: Desk

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors of both."""
        return (*self.then.actors, *self.otherwise.actors)

    def of(self, row: Any) -> str | None:
        """Return the desk for a stored row."""
        chosen = self.then if value_of(row, self.field) == self.value else self.otherwise
        return chosen.of(row)

    def _either(self, column: Column, then: str, otherwise: str) -> str:
        return f"CASE WHEN {column(self.field)} = '{self.value}' THEN {then} ELSE {otherwise} END"

    def sql(self, column: Column) -> str:
        """Return the same as SQL."""
        return self._either(column, self.then.sql(column), self.otherwise.sql(column))

    def organ(self, column: Column) -> str:
        """Return the organ's key as SQL."""
        return self._either(column, self.then.organ(column), self.otherwise.organ(column))

    def handler(self, column: Column) -> str:
        """Return the named person's key as SQL."""
        return self._either(column, self.then.handler(column), self.otherwise.handler(column))


@dataclass(frozen=True)
class FirstOf(PlainDesk):
    """The first desk that the row names; whoever sits there acts as one of ``kinds``."""

    desks: tuple[Desk, ...]
    kinds: tuple[str, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """What all of them act as."""
        return self.kinds

    def of(self, row: Any) -> str | None:
        """Return the desk for a stored row, None where it names none of them."""
        return next((desk for one in self.desks if (desk := one.of(row)) is not None), None)

    def sql(self, column: Column) -> str:
        """Return the same as SQL."""
        return f"coalesce({', '.join(one.sql(column) for one in self.desks)})"

    def organ(self, column: Column) -> str:
        """Return the organ's key as SQL."""
        return f"coalesce({', '.join(one.organ(column) for one in self.desks)})"

    def handler(self, column: Column) -> str:
        """Return the named person's key as SQL, null when the person is not the first."""
        return self.desks[0].handler(column)
