# SPDX-License-Identifier: Apache-2.0
"""Taking a holiday notice into the calendar, and all open terms along, in one transaction."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from portal.kernel import locks
from portal.kernel.deadlines.holidays import calendars, texts
from portal.kernel.deadlines.terms.models import CalendarVersion, Day
from portal.kernel.deadlines.terms.moves import move_terms
from portal.kernel.errors import Refused
from portal.kernel.locks import Lock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.deadlines.engine.calendar import DayRow
    from portal.kernel.deadlines.holidays.texts import Layer, NamedDate

_TRIES = 3
_DEADLOCK = "40P01"


@dataclass(frozen=True)
class Loaded:
    """What a load did: the version now in force, whether it is new, how many terms moved."""

    version: CalendarVersion
    is_new: bool
    moved: int


def load(
    *,
    entries: Sequence[NamedDate],
    source: str = "",
    replaces: bool = False,
    by: User | None = None,
    at: datetime,
) -> Loaded:
    """Lay a notice over the calendar and work out all open terms that it touches.

    Loading the same notice again changes nothing. ``replaces`` drops what was known about
    the notice's years; else its dates are laid over them. Raises Invalid for a gap in the
    years. Terms that moved leave an event and an outbox row each.
    """
    layer = texts.Layer(tuple(entries), replaces)
    return _with_retry(layer=layer, undone=None, source=source, by=by, at=at)


def load_shipped(*, at: datetime) -> Loaded:
    """Make sure that the database holds the calendar which comes with the portal."""
    latest = CalendarVersion.objects.order_by("-pk").first()
    if latest is not None:
        return Loaded(latest, is_new=False, moved=0)
    return load(entries=texts.entries(), source="shipped", at=at)


def undo(*, version: CalendarVersion, by: User | None = None, at: datetime) -> Loaded:
    """Take one loaded notice back; the other notices stay. Raises Refused when it was undone."""
    return _with_retry(layer=None, undone=version, source="", by=by, at=at)


def _with_retry(
    *,
    layer: Layer | None,
    undone: CalendarVersion | None,
    source: str,
    by: User | None,
    at: datetime,
) -> Loaded:
    """Run the load, again when it met an act in the opposite order of locks."""
    for attempt in range(1, _TRIES + 1):
        try:
            with transaction.atomic():
                return _load(layer, undone, source, by, at)
        except OperationalError as error:
            deadlock = getattr(error.__cause__, "pgcode", "") == _DEADLOCK
            if not deadlock or attempt == _TRIES or connection.in_atomic_block:
                raise
            time.sleep(0.1 * attempt)
    raise AssertionError("unreachable")


def _load(
    layer: Layer | None,
    undone: CalendarVersion | None,
    source: str,
    by: User | None,
    at: datetime,
) -> Loaded:
    locks.wait_for(Lock.CALENDAR)
    versions = list(CalendarVersion.objects.order_by("pk"))
    if undone is not None:
        _refuse_undo(undone, versions)
    layers = _layers(versions, undone) or [texts.Layer(texts.entries())]
    rows = texts.fold(layers if layer is None else [*layers, layer])
    digest = _digest(rows)
    if undone is None and versions and versions[-1].digest == digest:
        return Loaded(versions[-1], is_new=False, moved=0)
    before = calendars.current()
    version = CalendarVersion.objects.create(
        first_year=rows[0].date.year,
        last_year=rows[-1].date.year,
        entries=[] if layer is None else [entry.as_json() for entry in layer.entries],
        replaces=layer is not None and layer.replaces,
        undoes=undone,
        source=source,
        digest=digest,
        loaded_at=at,
        loaded_by=by,
    )
    _write_days(rows)
    version.moved = move_terms(before=before, after=calendars.current(), at=at)
    version.save(update_fields=["moved"])
    return Loaded(version, is_new=True, moved=version.moved)


def _refuse_undo(undone: CalendarVersion, versions: list[CalendarVersion]) -> None:
    if undone.undoes_id is not None or undone.pk in {one.undoes_id for one in versions}:
        raise Refused("undone_before", _("这一次日历调整已经撤销。"))


def _layers(versions: list[CalendarVersion], undone: CalendarVersion | None) -> list[Layer]:
    """Return the notices in force in the order of their loading."""
    dead = {one.undoes_id for one in versions} | ({undone.pk} if undone else set())
    return [
        texts.Layer(tuple(map(texts.NamedDate.from_json, one.entries)), one.replaces)
        for one in versions
        if one.undoes_id is None and one.pk not in dead
    ]


def _digest(rows: Sequence[DayRow]) -> str:
    text = "\n".join(
        f"{row.date}|{row.is_working:d}|{row.kind}|{row.name}|{row.source}" for row in rows
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _write_days(rows: Sequence[DayRow]) -> None:
    ordinal = 0
    days = []
    for row in rows:
        ordinal += row.is_working
        days.append(
            Day(
                date=row.date,
                is_working=row.is_working,
                kind=row.kind,
                name=row.name,
                source=row.source,
                ordinal=ordinal,
            )
        )
    Day.objects.all().delete()
    Day.objects.bulk_create(days, batch_size=1000)
