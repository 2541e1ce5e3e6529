# SPDX-License-Identifier: Apache-2.0
"""Who declares an absence for whom, and which roles a deputy needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel.absences.models import Absence, AbsenceKind
from portal.kernel.accounts.models import Role, StaffMember, StaffRole
from portal.kernel.errors import Problem
from portal.kernel.http.access import REVIEW_ROLES, roles_of

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.accounts.models import User


#: Roles with a desk of their own; a deputy needs those that the absentee holds.
DESK_ROLES = frozenset({Role.CLERK, *REVIEW_ROLES})


def may_declare_for(by: User, staff: StaffMember) -> bool:
    """Tell whether a user declares for this member: himself, his organ's head, supervision
    for those at a window."""
    own = by.staff_member
    if own is None:
        return False
    if own.pk == staff.pk:
        return True
    held = roles_of(by)
    same_organ = staff.organ_id is not None and own.organ_id == staff.organ_id
    return (same_organ and Role.APPROVER in held) or (
        staff.organ_id is None and staff.centre_id is not None and Role.SUPERVISOR in held
    )


def desk_roles(staff: StaffMember, first: date, last: date) -> frozenset[str]:
    """Return the desk roles that a member holds on every day of a span."""
    rows = StaffRole.objects.filter(staff=staff, role__in=DESK_ROLES)
    return frozenset(rows.in_force(first).values_list("role", flat=True)) & frozenset(
        rows.in_force(last).values_list("role", flat=True)
    )


# -- What can be wrong with an absence: the days, the absentee, the deputy ---------------------


def day_problems(kind: str, first: date, last: date, today: date) -> list[Problem]:
    """Return what is wrong with the kind and the days themselves."""
    problems = []
    if kind not in AbsenceKind.values:
        problems.append(Problem("kind", "kind", _("请选择外出类别。")))
    if first < today:
        problems.append(Problem("first_day", "in_past", _("首日不能早于今天。")))
    if last < first:
        problems.append(Problem("last_day", "before_first", _("末日不能早于首日。")))
    return problems


def own_problems(staff: StaffMember, first: date, last: date) -> list[Problem]:
    """Return why the absentee cannot be away then: away already, or standing in for another."""
    if Absence.objects.touching(first, last).filter(staff=staff).exists():
        return [Problem("first_day", "overlap", _("这几天已经登记过外出。"))]
    if Absence.objects.touching(first, last).filter(deputy=staff).exists():
        said = _("这几天正代别人办理，不能再外出；请先由单位负责人另派代办人。")
        return [Problem("first_day", "is_deputy", said)]
    return []


def deputy_problems(
    staff: StaffMember, deputy: StaffMember, first: date, last: date
) -> list[Problem]:
    """Return why this one cannot be the deputy."""
    if deputy.pk == staff.pk:
        return [Problem("deputy", "self", _("代办人不能是外出人自己。"))]
    if not deputy.user.is_active:
        return [Problem("deputy", "inactive", _("这位同事的账号已经停用。"))]
    unit = "organ_id" if staff.organ_id else "centre_id"
    if getattr(staff, unit) != getattr(deputy, unit):
        return [
            Problem("deputy", "other_unit", _("代办人须是同一部门（窗口须是同一中心）的同事。"))
        ]
    if not desk_roles(staff, first, first) <= desk_roles(deputy, first, last):
        return [Problem("deputy", "lacks_role", _("这位同事没有外出人的岗位，不能代办。"))]
    if Absence.objects.touching(first, last).filter(staff=deputy).exists():
        return [Problem("deputy", "away", _("这位同事在这几天里也外出，请另选代办人。"))]
    return []
