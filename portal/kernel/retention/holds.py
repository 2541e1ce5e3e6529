# SPDX-License-Identifier: Apache-2.0
"""Ordering that something stays, lifting the order, and asking what stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock, locks, wording
from portal.kernel.accounts.models import Party
from portal.kernel.accounts.queries import roles_of
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.locks import Lock
from portal.kernel.retention.models import LegalHold
from portal.kernel.retention.words import HOLDERS, HoldGround
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User

MOST_PAPER, MOST_REASON = 60, 300


@dataclass(frozen=True)
class Held:
    """What stays today: parties, each with those that are the same person, and things."""

    parties: frozenset[int]
    subjects: frozenset[int]


def held_on(day: date) -> Held:
    """Return what stays on a day; a few small queries, however many records there are."""
    orders = LegalHold.objects.in_force(day)
    things = orders.filter(party__isnull=True).values_list("target", flat=True)
    named = set(orders.filter(target__isnull=True).values_list("party", flat=True))
    same: set[int] = set()
    if named:
        linked = Party.objects.filter(Q(pk__in=named) | Q(same_as__in=named))
        for key, settled in linked.values_list("pk", "same_as"):
            same |= {key} if settled is None else {key, settled}
        same |= set(Party.objects.filter(same_as__in=same).values_list("pk", flat=True))
    return Held(frozenset(same), frozenset(things))


def holds_on(*, subject: int, parties: tuple[int | None, ...] = ()) -> QuerySet[LegalHold]:
    """Return the orders in force today under which a thing stays: on it, or on its people."""
    named = [party for party in parties if party is not None]
    return LegalHold.objects.in_force(clock.today()).filter(
        Q(target=subject) | Q(party__in=named) | Q(party__asserted__in=named)
        | Q(party__same_as__in=named)
    ).distinct()  # fmt: skip


def is_held(party: Party, on: date) -> bool:
    """Tell whether what is kept of a party stays on a day."""
    return party.pk in held_on(on).parties


def _require_holder(user: User) -> None:
    if not roles_of(user) & set(HOLDERS):
        raise Refused("not_holder", _("您的岗位不能办理依法保全。"))


@act
def place_hold(
    *,
    what: str,
    ground: str,
    paper: str,
    valid_from: date,
    valid_to: date | None = None,
    party: Party | None = None,
    target: Subject | None = None,
    by: User,
    at: datetime,
) -> LegalHold:
    """Order that what is kept of a party or of one thing stays, from a day on, to a day or until lifted.

    Waits for a sweep that is deleting at this moment; afterwards nothing of it is deleted or
    blanked. Raises Refused for somebody without the role, Invalid with every wrong field.
    """
    _require_holder(by)
    locks.wait_for(Lock.RETENTION)
    day = clock.local_date(at)
    problems = []
    if (party is None) == (target is None):
        problems.append(Problem("what", "target", _("请写明保全哪一件事，或者哪一个人。")))
    if ground not in HoldGround.values:
        problems.append(Problem("ground", "ground", _("请从列出的事由里选择。")))
    problems += wording.length_problem(
        paper, "paper", most=MOST_PAPER, message=_("请写明文书号，例如（2026）川2002行初1号。"),
        code="paper_required",
    )  # fmt: skip
    if valid_from < day:
        problems.append(Problem("valid_from", "past", _("保全从今天或者以后的一天开始。")))
    if valid_to is not None and valid_to < valid_from:
        problems.append(Problem("valid_to", "order", _("结束的日子不能早于开始的日子。")))
    if problems:
        raise Invalid.many(problems)
    hold = LegalHold.objects.create(
        subject=Subject.objects.begin("kernel.hold"),
        party=party,
        target=target,
        what=wording.shortened(what, 60),
        ground=ground,
        paper=paper.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        placed_by=by,
        placed_at=at,
    )
    record(
        subject=hold.subject, verb="kernel.hold.place", by=by, on_behalf_of=party, effective_on=day,
        facts={
            "hold": hold.pk, "target": hold.target_id, "party": hold.party_id, "ground": ground,
            "from": valid_from.isoformat(), "to": valid_to.isoformat() if valid_to else None,
        },
    )  # fmt: skip
    return hold


@act
def lift_hold(*, hold: LegalHold, reason: str, by: User, at: datetime) -> LegalHold:
    """Lift an order; what is over is deleted by the next sweep.

    Raises Refused for somebody without the role and for an order that was lifted before, Invalid
    without a reason.
    """
    _require_holder(by)
    rows = LegalHold.objects.select_for_update(of=("self",)).select_related("subject", "party")
    hold = rows.get(pk=hold.pk)
    if hold.lifted_at is not None:
        raise Refused("lifted", _("这项保全已经解除。"))
    hold.lift_reason = wording.reason(
        reason, "reason", most=MOST_REASON, message=_("请写明为什么解除，以及文书号。")
    )
    hold.lifted_by, hold.lifted_at = by, at
    hold.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    record(
        subject=hold.subject, verb="kernel.hold.lift", by=by, on_behalf_of=hold.party,
        facts={"hold": hold.pk}, effective_on=clock.local_date(at),
    )  # fmt: skip
    return hold
