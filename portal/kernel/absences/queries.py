# SPDX-License-Identifier: Apache-2.0
"""Who is away and who stands in; who may declare an absence, and what can be wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.absences.models import Absence, AbsenceKind, StandIn
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import REVIEW_ROLES, Role
from portal.kernel.errors import Problem
from portal.kernel.invariants import BrokenInvariant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet


# -- Who is away, and who stands in: dated, by name, for the work that lies on a desk (顶岗补位) ---


def acting_for(user: User, on: date) -> list[User]:
    """Return the absent colleagues whose deputy the user is on a day, by name."""
    if not user.is_active:
        return []
    rows = StandIn.dated.in_force(on).filter(user=user).order_by("content_object__name", "pk")
    return [row.content_object.user for row in rows.select_related("content_object__user__staff")]


def absent_for(user: User, on: date) -> QuerySet[StandIn, int]:
    """Return the keys of the absent colleagues whose deputy the user is, for use in a filter."""
    held = StandIn.dated.in_force(on).filter(user=user, user__is_active=True)
    keys: QuerySet[StandIn, int] = held.values_list("content_object__user_id", flat=True)
    return keys


def stands_in(by: User, holder: User, on: date) -> bool:
    """Tell whether one user is the other's deputy on a day."""
    held = StandIn.dated.in_force(on).filter(user=by, content_object__user=holder)
    return by.is_active and bool(held.exists())


def for_absentee(title: str, absentee: User | None) -> str:
    """Return a deputy's title, with the colleague it is done for: 代张三 待办：…"""
    if absentee is None:
        return title
    return str(_("代%(name)s %(title)s")) % {
        "name": absentee.name,
        "title": title,
    }


def holders_of(organ_id: int, role: str) -> QuerySet[User]:
    """Return the active users who hold a role in an organ today."""
    return in_role(role).filter(staff__organ_id=organ_id)


def in_role(role: str) -> QuerySet[User]:
    """Return the active users who hold a role today, wherever."""
    held = StaffRole.objects.in_force(clock.today()).filter(role=role)
    return User.objects.filter(is_active=True, staff__in=held.values("staff_id")).select_related(
        "staff", "person"
    )


def with_deputies(users: Iterable[User], on: date) -> list[tuple[User, User | None]]:
    """Return each user, and after them the deputies of those away, with whom they stand in for.

    A deputy who is among the users is not named again. One query.
    """
    told = list(users)
    rows = StandIn.dated.in_force(on).filter(
        content_object__user__in=[user.pk for user in told], user__is_active=True
    )
    known = {user.pk for user in told}
    found: list[tuple[User, User | None]] = [(user, None) for user in told]
    for row in rows.select_related("content_object__user__staff", "user__staff").order_by("pk"):
        if row.user_id not in known:
            known.add(row.user_id)
            found.append((row.user, row.content_object.user))
    return found


# -- What must always be true of absences ------------------------------------------------------


#: Both ends included; a return on a day gives that day back.
_PAIRS = """
WITH span AS (
    SELECT id, subject_id, staff_id, deputy_id, first_day,
           least(last_day, coalesce(returned_on - 1, last_day)) AS last_day
      FROM kernel_absence)
SELECT a.subject_id, a.id, b.id, a.staff_id = b.staff_id
  FROM span a JOIN span b ON a.id <> b.id
   AND a.first_day <= b.last_day AND b.first_day <= a.last_day
   AND a.first_day <= a.last_day AND b.first_day <= b.last_day
   AND ((a.staff_id = b.staff_id AND a.id < b.id) OR a.deputy_id = b.staff_id)
 LIMIT 100
"""


def no_overlapping_absence() -> list[BrokenInvariant]:
    """Nobody is away twice on a day, and no deputy is away himself on a day he stands in."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS)
        return [
            BrokenInvariant(
                "no_overlapping_absence",
                subject,
                f"absences {one} and {other} "
                + ("overlap" if same else "make a chain: the deputy is away"),
            )
            for subject, one, other, same in cursor.fetchall()
        ]


#: The right must say what the absence says: neither more days nor fewer, nor another deputy.
_RIGHTS = """
WITH said AS (
    SELECT deputy.user_id, absence.staff_id, absence.first_day,
           least(absence.last_day, coalesce(absence.returned_on - 1, absence.last_day)) AS last_day
      FROM kernel_absence absence JOIN kernel_staffmember deputy ON deputy.id = absence.deputy_id
     WHERE absence.returned_on IS NULL OR absence.returned_on > absence.first_day)
SELECT coalesce(said.staff_id, held.content_object_id), coalesce(said.first_day, held.valid_from),
       said.last_day, held.valid_to
  FROM said FULL JOIN kernel_standin held
    ON held.user_id = said.user_id AND held.content_object_id = said.staff_id
   AND held.valid_from = said.first_day
 WHERE said.last_day IS DISTINCT FROM held.valid_to
 LIMIT 100
"""


def deputies_hold_what_was_declared() -> list[BrokenInvariant]:
    """Every absence gives its deputy the right on its days, and no such right stands alone."""
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS)
        return [
            BrokenInvariant(
                "deputies_hold_what_was_declared",
                None,
                f"staff {staff} from {first}: declared to {said}, granted to {held}",
            )
            for staff, first, said, held in cursor.fetchall()
        ]


# -- Who declares an absence for whom, and which roles a deputy needs --------------------------


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
