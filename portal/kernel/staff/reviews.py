# SPDX-License-Identifier: Apache-2.0
"""The review of rights: each is confirmed as needed or withdrawn, by the city's term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.errors import Refused
from portal.kernel.identity.codes import account_subject
from portal.kernel.identity.keeping import end_sessions
from portal.kernel.staff.actions import locked, require_another_admin
from portal.kernel.staff.leaving import leave
from portal.kernel.staff.moves import end_right
from portal.kernel.staff.rules import REVIEWERS, review_due

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime


@dataclass(frozen=True)
class Right:
    """A right as the reviewer sees it: the row, and the last day for looking at it."""

    row: StaffRole
    review_by: date
    is_overdue: bool


def _seen(rows: Iterable[StaffRole], on: date) -> list[Right]:
    months = rule_book(on).value("rights_review_months")
    found = []
    for row in rows:
        due = review_due(row.confirmed_on or row.valid_from, months)
        found.append(Right(row, due, due < on))
    return sorted(found, key=lambda one: (one.review_by, one.row.pk))


def rights_of(member: StaffMember, on: date) -> list[Right]:
    """Return the rights of a member that hold or will hold, the first to be reviewed first."""
    return _seen(StaffRole.objects.filter(staff=member).exclude(valid_to__lt=on), on)


def overdue(on: date) -> list[Right]:
    """Return the rights of active accounts whose review is late, the latest first."""
    rows = StaffRole.objects.in_force(on).filter(staff__user__is_active=True)
    return [
        one
        for one in _seen(rows.select_related("staff__organ", "staff__centre"), on)
        if one.is_overdue
    ]


def _held(right: StaffRole, by: User, at: datetime) -> tuple[StaffMember, StaffRole]:
    if not roles_of(by) & REVIEWERS:
        raise Refused("not_reviewer", _("只有系统管理员和安全管理员可以复核权限。"))
    member = locked(right.staff, by, alone=True)
    row = StaffRole.objects.select_for_update().filter(pk=right.pk).first()
    if row is None or (row.valid_to is not None and row.valid_to < clock.local_date(at)):
        raise Refused("right_over", _("这项权限已经结束。"))
    return member, row


def _record(member: StaffMember, row: StaffRole, verb: str, by: User, day: date) -> None:
    record(
        subject=account_subject(member.user),
        verb=verb,
        by=by,
        facts={"role": row.role, "since": row.valid_from.isoformat()},
        effective_on=day,
    )


@act
def confirm_right(*, right: StaffRole, by: User, at: datetime) -> StaffRole:
    """Find that a right is still needed; the next review is due a term later.

    Raises Refused for one's own right and for a right that is over.
    """
    member, row = _held(right, by, at)
    day = clock.local_date(at)
    row.confirmed_on = day
    row.save(update_fields=["confirmed_on"])
    _record(member, row, "kernel.staff.confirm_right", by, day)
    return row


@act
def withdraw_right(*, right: StaffRole, by: User, at: datetime) -> tuple[int, int]:
    """End a right at once; what was the member's turn by it goes back to the post.

    Raises Refused for one's own right, one that is over, and the last system administrator's.
    """
    member, row = _held(right, by, at)
    if row.role == Role.SYSTEM_ADMIN:
        require_another_admin(member, at)
    day = clock.local_date(at)
    _record(member, row, "kernel.staff.withdraw_right", by, day)
    end_right(row, day)
    end_sessions(user=member.user)
    return leave(member, successor=None, by=by, at=at)
