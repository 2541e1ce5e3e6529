# SPDX-License-Identifier: Apache-2.0
"""Leaving a post: what was one person's turn goes back to the post, or to a successor.

Each app knows which of its work lies with a person and gives it back by the arrows of its own
machines; the turns follow from the states, in one statement at the end of the act.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.absences.actions import end_for_leaver
from portal.kernel.accounts.mandates import end_mandates
from portal.kernel.accounts.models import Mandate, StaffMember, StaffRole, User
from portal.kernel.accounts.words import Role
from portal.kernel.audit.actions import record
from portal.kernel.identity.codes import account_subject
from portal.kernel.notices.actions import notify
from portal.kernel.turns.models import Turn

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Leaving:
    """Who has left which post: what he still holds, and who takes his work on.

    ``organ`` and ``roles`` are those after the change; an account that was disabled holds none.
    ``by`` None: a right that ended with its day. ``facts`` go into each event.
    """

    user: User
    organ: int | None
    roles: frozenset[str]
    successor: User | None
    by: User | None
    at: datetime

    @property
    def facts(self) -> dict[str, int]:
        """Whose work it was, and whose it is."""
        to = {"to": self.successor.pk} if self.successor is not None else {}
        return {"from": self.user.pk, **to}


#: Gives back what lies with the leaver and his posts no longer cover; returns how much went to the
#: successor and how much to the post.
Release = Callable[[Leaving], tuple[int, int]]

_releases: list[Release] = []


def register_release(release: Release) -> None:
    """Let an app give back the work of one who leaves a post."""
    _releases.append(release)


def held_by(member: StaffMember, at: datetime) -> frozenset[str]:
    """Return the roles of a member on the day of a moment, none for a disabled account."""
    if not member.user.is_active:
        return frozenset()
    rows = StaffRole.objects.in_force(clock.local_date(at)).filter(staff=member)
    return frozenset(rows.values_list("role", flat=True))


def leave(
    member: StaffMember, *, successor: StaffMember | None, by: User | None, at: datetime
) -> tuple[int, int]:
    """Give back what the member's posts no longer cover, inside the caller's transaction.

    Absences and stand-ins that the change makes impossible end; a disabled account and one that
    helps nobody any more lose their mandates. Returns how much the successor and the posts got.
    """
    roles = held_by(member, at)
    leaving = Leaving(
        member.user, member.organ_id, roles, successor.user if successor else None, by, at
    )
    passed, pooled = 0, 0
    for release in _releases:
        to_successor, to_post = release(leaving)
        passed, pooled = passed + to_successor, pooled + to_post
    absences = end_for_leaver(staff=member, by=by, at=at)
    mandates = 0
    if Role.HELPER not in roles and member.user.person_id is None:
        held = Mandate.dated.filter(user=member.user)
        mandates = len(end_mandates(held, by=by, at=at))
    if passed or pooled or absences or mandates:
        event = record(
            subject=account_subject(member.user),
            verb="kernel.staff.leave",
            by=by,
            facts={
                **leaving.facts, "passed": passed, "pooled": pooled,
                "absences": absences, "mandates": mandates,
            },
            effective_on=clock.local_date(at),
        )  # fmt: skip
        if passed and successor is not None:
            notify(
                event=event, kind="work_passed_over", user=successor.user,
                title=_("%(name)s的工作交给您") % {"name": member.name},
                body=_("%(name)s离岗，手上的%(count)s件由您接着办，在您的工作台里。")
                % {"name": member.name, "count": passed},
                link="/inbox/",
            )  # fmt: skip
    return passed, pooled


# -- A right that ends with its day gives the work back too ------------------------------------


#: A card is the person's own matter, not that of a post: its appeal stays with him.
OWN_ACTS = ("appeal",)


def _not_in_post(at: datetime) -> QuerySet[StaffMember]:
    """Return those with a turn whose account is disabled or a right of whom has ended."""
    day = clock.local_date(at)
    turns = Turn.objects.filter(handler=OuterRef("user")).exclude(act__in=OWN_ACTS)
    ended = StaffRole.objects.filter(staff=OuterRef("pk"), valid_to__lt=day)
    return StaffMember.objects.filter(
        Exists(turns), Q(user__is_active=False) | Exists(ended)
    ).order_by("pk")


def watch_posts(*, at: datetime) -> int:
    """Sweep: give back the work of those whose right has ended; returns how many pieces.

    Idempotent: what is covered by a right that holds stays where it is.
    """
    count = 0
    for pk in list(_not_in_post(at).values_list("pk", flat=True)):
        with transaction.atomic():
            member = (
                StaffMember.objects.select_for_update(of=("self",), skip_locked=True)
                .select_related("user")
                .filter(pk=pk)
                .first()
            )
            if member is not None:
                count += sum(leave(member, successor=None, by=None, at=at))
    return count
