# SPDX-License-Identifier: Apache-2.0
"""Moving somebody to another organ, post or role, from a day to a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember, StaffRole
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid
from portal.kernel.identity.codes import account_subject
from portal.kernel.identity.keeping import end_sessions
from portal.kernel.staff.actions import (
    locked,
    require_another_admin,
    require_keeper,
    require_successor,
)
from portal.kernel.staff.leaving import held_by, leave
from portal.kernel.staff.models import StaffMove
from portal.kernel.staff.rules import day_problems, eve, place_problems, role_problems

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.places.models import Centre, Organ


@act
def move(
    *,
    member: StaffMember,
    organ: Organ | None,
    centre: Centre | None,
    roles: Collection[str],
    first_day: date,
    last_day: date | None = None,
    successor: StaffMember | None = None,
    by: User,
    at: datetime,
) -> StaffMove:
    """Give a member another post from a day, for good or to a day; then he goes back.

    From the first day what the new post does not cover goes to the successor, else to the old
    post. An open move of the member ends where this one is ordered. Raises Refused for one's own
    post and where the last system administrator would go, Invalid with every wrong field.
    """
    require_keeper(by)
    member = locked(member, by, alone=True)
    today = clock.local_date(at)
    problems = role_problems(roles) + day_problems(first_day, last_day, today)
    problems += place_problems(roles, has_organ=organ is not None, has_centre=centre is not None)
    if problems:
        raise Invalid.many(problems)
    require_successor(member, successor)
    if Role.SYSTEM_ADMIN not in roles:
        require_another_admin(member, at)
    StaffMove.objects.filter(staff=member, ended_at=None).update(ended_at=at)
    ordered = StaffMove.objects.create(
        staff=member, organ=organ, centre=centre, roles=sorted(set(roles)), first_day=first_day,
        last_day=last_day, successor=successor, ordered_by=by,
    )  # fmt: skip
    record(
        subject=account_subject(member.user),
        verb="kernel.staff.move",
        by=by,
        facts={
            "organ": organ.pk if organ is not None else None,
            "centre": centre.pk if centre is not None else None,
            "roles": ordered.roles,
            "to": last_day.isoformat() if last_day is not None else None,
        },
        effective_on=first_day,
    )
    if first_day == today:
        _begin(ordered, member, by=by, at=at)
    return ordered


def _begin(ordered: StaffMove, member: StaffMember, *, by: User | None, at: datetime) -> None:
    ordered.before = {
        "organ": member.organ_id, "centre": member.centre_id, "roles": sorted(held_by(member, at)),
    }  # fmt: skip
    ordered.begun_at = at
    ordered.ended_at = at if ordered.last_day is None else None
    ordered.save(update_fields=["before", "begun_at", "ended_at"])
    to = {"organ": ordered.organ_id, "centre": ordered.centre_id, "roles": ordered.roles}
    _take_post(member, to, last_day=ordered.last_day, verb="kernel.staff.move_begun", at=at)
    leave(member, successor=ordered.successor, by=by, at=at)


def _go_back(ordered: StaffMove, member: StaffMember, *, at: datetime) -> None:
    ordered.ended_at = at
    ordered.save(update_fields=["ended_at"])
    _take_post(member, ordered.before, last_day=None, verb="kernel.staff.move_ended", at=at)
    leave(member, successor=None, by=None, at=at)


def _take_post(
    member: StaffMember, to: dict[str, Any], *, last_day: date | None, verb: str, at: datetime
) -> None:
    """Put a member on a post from today: what is no longer held ends on the eve."""
    today = clock.local_date(at)
    if member.centre_id != to["centre"]:
        member.windows.clear()
    member.organ_id, member.centre_id = to["organ"], to["centre"]
    member.save(update_fields=["organ", "centre"])
    held = StaffRole.objects.in_force(today).filter(staff=member)
    kept = set(held.filter(role__in=to["roles"]).values_list("role", flat=True))
    held.filter(role__in=kept, valid_to__isnull=False).update(valid_to=last_day)
    for right in held.exclude(role__in=to["roles"]).order_by("pk"):
        end_right(right, today)
    StaffRole.objects.bulk_create(
        [
            StaffRole(staff=member, role=role, valid_from=today, valid_to=last_day)
            for role in to["roles"]
            if role not in kept
        ],
        ignore_conflicts=True,
    )
    member.user.is_staff = bool({Role.SYSTEM_ADMIN, Role.EDITOR} & set(to["roles"]))
    member.user.save(update_fields=["is_staff"])
    end_sessions(user=member.user)
    record(
        subject=account_subject(member.user),
        verb=verb,
        facts={"organ": to["organ"], "centre": to["centre"], "roles": to["roles"]},
        effective_on=today,
    )


def end_right(right: StaffRole, day: date) -> None:
    """End a right from a day on; one that had no day before it leaves no row, only its events."""
    if right.valid_from >= day:
        right.delete()
    else:
        right.valid_to = eve(day)
        right.save(update_fields=["valid_to"])


def watch_moves(*, at: datetime) -> dict[str, int]:
    """Sweep: begin the moves whose day has come, end those that are over. Idempotent."""
    today = clock.local_date(at)
    counts = {"begun": 0, "ended": 0}
    due = StaffMove.objects.filter(ended_at=None).filter(
        Q(begun_at=None, first_day__lte=today) | Q(last_day__lt=today)
    )
    for pk, staff in list(due.order_by("pk").values_list("pk", "staff")):
        with transaction.atomic():
            member = StaffMember.objects.select_for_update(of=("self",)).get(pk=staff)
            ordered = due.select_for_update(of=("self",)).filter(pk=pk).first()
            if ordered is None:
                continue
            is_over = ordered.last_day is not None and ordered.last_day < today
            if ordered.begun_at is None and not is_over:
                _begin(ordered, member, by=None, at=at)
                counts["begun"] += 1
            elif ordered.begun_at is None:
                ordered.ended_at = at
                ordered.save(update_fields=["ended_at"])
            else:
                _go_back(ordered, member, at=at)
                counts["ended"] += 1
    return counts
