# SPDX-License-Identifier: Apache-2.0
"""Absences: declaring one, handing the work over and back, coming back early."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel import clock
from portal.kernel.absences.models import Absence, StandIn
from portal.kernel.absences.queries import (
    day_problems,
    deputy_problems,
    may_declare_for,
    own_problems,
)
from portal.kernel.accounts.models import StaffMember, User
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.audit.models import Event
from portal.kernel.dates import long_day
from portal.kernel.errors import Invalid, Refused
from portal.kernel.notices.actions import notify
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import date, datetime


# -- The apps' desks, each of which passes its own work on -------------------------------------


#: Tells the deputy (second) about the open work of the absentee (first); returns how much.
HandOver = Callable[[User, User, Event], int]


desks: list[HandOver] = []


def register_desk(hand_over: HandOver) -> None:
    """Let an app pass on what lies on an absentee's desk, each piece with its date."""
    desks.append(hand_over)


# -- Handing the work over on the first day, and back afterwards -------------------------------


PAGE = "/staff/absences/"


def begin(absence: Absence, *, at: datetime) -> None:
    """Hand the work over, once: the deputy hears of each open piece, also of past reminders."""
    absentee, deputy = absence.staff.user, absence.deputy.user
    event = record(
        subject=absence.subject,
        verb="kernel.absence.begin",
        facts={"staff": absence.staff_id, "deputy": absence.deputy_id},
        effective_on=absence.first_day,
    )
    Absence.objects.filter(pk=absence.pk).update(begun_at=at)
    absence.begun_at = at
    count = sum(hand_over(absentee, deputy, event) for hand_over in desks)
    notify(
        event=event,
        kind="absence_begun",
        user=deputy,
        title=_("请代办：%(name)s") % {"name": absentee.name},
        body=_("%(name)s外出到%(last)s，由您代办。现在手上有%(count)s件，提醒同时发给您。")
        % {"name": absentee.name, "last": long_day(absence.last_day), "count": count},
        link=PAGE,
    )


def close(absence: Absence, *, at: datetime) -> None:
    """Hand the work back, once; an absence that never began is only closed."""
    absentee, deputy = absence.staff.user, absence.deputy.user
    event = record(
        subject=absence.subject,
        verb="kernel.absence.close",
        facts={"staff": absence.staff_id, "deputy": absence.deputy_id},
        effective_on=clock.local_date(at),
    )
    Absence.objects.filter(pk=absence.pk).update(closed_at=at)
    absence.closed_at = at
    if absence.begun_at is None:
        return
    body = _("%(name)s的代办已结束，办件交还本人。") % {"name": absentee.name}
    for user in (absentee, deputy):
        notify(
            event=event,
            kind="absence_closed",
            user=user,
            title=_("代办结束"),
            body=body,
            link=PAGE,
        )


@act
def declare_absence(
    *,
    staff: StaffMember,
    deputy: StaffMember,
    kind: str,
    first_day: date,
    last_day: date,
    by: User,
    at: datetime,
) -> Absence:
    """Say that a member is away and who does his work; both days included.

    Raises Refused for a stranger, Invalid naming each field that does not fit: days in the
    past or out of order, a second absence on the same days, a deputy who is not of the place,
    lacks a role, or is away or stood in for himself on one of these days (no chains).
    """
    if not may_declare_for(by, staff):
        raise Refused("not_your_unit", gettext_lazy("只有本人或者本单位负责人可以登记外出。"))
    held = {
        row.pk: row
        for row in StaffMember.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk__in={staff.pk, deputy.pk})
        .order_by("pk")
    }
    staff, deputy = held[staff.pk], held[deputy.pk]
    today = clock.local_date(at)
    problems = day_problems(kind, first_day, last_day, today)
    problems = problems or own_problems(staff, first_day, last_day)
    problems += deputy_problems(staff, deputy, first_day, last_day)
    if problems:
        raise Invalid.many(problems)
    absence = Absence.objects.create(
        subject=Subject.objects.begin("kernel.absence"),
        staff=staff,
        deputy=deputy,
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        declared_by=by,
        declared_at=at,
    )
    _let_stand_in(absence)
    record(
        subject=absence.subject,
        verb="kernel.absence.declare",
        by=by,
        facts={
            "staff": staff.pk,
            "deputy": deputy.pk,
            "kind": kind,
            "first_day": first_day.isoformat(),
            "last_day": last_day.isoformat(),
        },
        effective_on=first_day,
    )
    if first_day == today:
        begin(absence, at=at)
    return absence


# -- Coming back early -------------------------------------------------------------------------


@act
def end_absence(*, absence: Absence, by: User, at: datetime) -> Absence:
    """Come back early: from today the work is one's own again. Raises Refused when it is over.

    A return before or on the first day takes the absence back whole.
    """
    absence = (
        Absence.objects.select_for_update(of=("self",))
        .select_related("staff__user", "deputy__user", "subject")
        .get(pk=absence.pk)
    )
    if not may_declare_for(by, absence.staff):
        raise Refused("not_your_unit", gettext_lazy("只有本人或者本单位负责人可以销假。"))
    today = clock.local_date(at)
    if absence.returned_on is not None or absence.last_day < today:
        raise Refused("over", gettext_lazy("这次外出已经结束。"))
    _end(absence, verb="kernel.absence.end", by=by, at=at)
    return absence


def _end(absence: Absence, *, verb: str, by: User | None, at: datetime) -> Event:
    today = clock.local_date(at)
    absence.returned_on = today
    absence.save(update_fields=["returned_on"])
    _cut_short(absence, today)
    event = record(
        subject=absence.subject,
        verb=verb,
        by=by,
        facts={"planned": absence.last_day.isoformat()},
        effective_on=today,
    )
    close(absence, at=at)
    return event


def end_for_leaver(*, staff: StaffMember, by: User | None, at: datetime) -> int:
    """End what a change of post makes impossible, inside the caller's transaction; returns how many.

    That is every absence of one who is disabled, and the stand-ins of a deputy who is of another
    place or lacks a role of the absentee; the absentee is asked to name somebody else.
    """
    today = clock.local_date(at)
    open_ones = Absence.objects.filter(returned_on=None, last_day__gte=today)
    rows = (
        open_ones.filter(Q(staff=staff) | Q(deputy=staff))
        .select_for_update(of=("self",))
        .select_related("staff__user", "deputy__user", "subject")
        .order_by("pk")
    )
    count = 0
    for absence in rows:
        day = max(absence.first_day, today)
        is_gone = not absence.staff.user.is_active
        if not is_gone and not deputy_problems(
            absence.staff, absence.deputy, day, absence.last_day
        ):
            continue
        event = _end(absence, verb="kernel.absence.end_for_leaver", by=by, at=at)
        count += 1
        if not is_gone:
            notify(
                event=event,
                kind="deputy_left",
                user=absence.staff.user,
                title=_("请另派代办人"),
                body=_("代办人%(name)s的岗位有变动，不能再替您代办。仍要外出的，请重新登记。")
                % {"name": absence.deputy.name},
                link=PAGE,
            )
    return count


def _let_stand_in(absence: Absence) -> None:
    days = {"valid_from": absence.first_day, "valid_to": absence.last_day}
    StandIn.objects.assign_perm("stand_in_for", absence.deputy.user, absence.staff, **days)


def _cut_short(absence: Absence, returned_on: date) -> None:
    """End the deputy's right on the eve of the return; a right without a day is none."""
    held = StandIn.dated.filter(
        user=absence.deputy.user, content_object=absence.staff, valid_from=absence.first_day
    )
    if returned_on <= absence.first_day:
        held.delete()
    else:
        held.update(valid_to=returned_on - timedelta(days=1))


# -- Absences begin and end by themselves, also after a stop of days ---------------------------


def watch(*, at: datetime) -> dict[str, int]:
    """Sweep: begin what has come, close what is over. Idempotent, may run at once and late."""
    today = clock.local_date(at)
    counts = {"begun": 0, "closed": 0}
    due = Absence.objects.filter(closed_at=None).filter(
        Q(begun_at=None, first_day__lte=today) | Q(last_day__lt=today)
    )
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            absence = (
                due.select_for_update(of=("self",), skip_locked=True)
                .select_related("staff__user__staff", "deputy__user__staff", "subject")
                .filter(pk=pk)
                .first()
            )
            if absence is None:
                continue
            if absence.last_day < today:
                close(absence, at=at)
                counts["closed"] += 1
            else:
                begin(absence, at=at)
                counts["begun"] += 1
    return counts
