# SPDX-License-Identifier: Apache-2.0
"""Handing the work over on the first day, and back afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.absence_desks import desks
from portal.kernel.accounts.absence_model import Absence
from portal.kernel.audit.actions import record
from portal.kernel.dates import long_day
from portal.kernel.notices.actions import notify

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portal.kernel.accounts.absence_desks import HandOver
    from portal.kernel.accounts.models import User
    from portal.kernel.audit.models import Event

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
