# SPDX-License-Identifier: Apache-2.0
"""Going away with a deputy named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.accounts.absence_checks import day_problems, deputy_problems, own_problems
from portal.kernel.accounts.absence_handover import begin
from portal.kernel.accounts.absence_model import Absence
from portal.kernel.accounts.absence_rights import may_declare_for
from portal.kernel.accounts.models import StaffMember
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Refused
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.accounts.models import User


@transaction.atomic
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
        raise Refused("not_your_unit", _("只有本人或者本单位负责人可以登记外出。"))
    pks = sorted({staff.pk, deputy.pk})
    held = {
        row.pk: row
        for row in StaffMember.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk__in=pks)
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
        subject=Subject.objects.create(kind="kernel.absence"),
        staff=staff,
        deputy=deputy,
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        declared_by=by,
        declared_at=at,
    )
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
