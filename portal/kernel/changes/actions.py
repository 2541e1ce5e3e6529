# SPDX-License-Identifier: Apache-2.0
"""Proposing a change, and confirming, rejecting or taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.kernel import clock, wording
from portal.kernel.accounts.models import StaffRole, User
from portal.kernel.accounts.queries import roles_of
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.changes.kinds import digest, fixed, kind_of, look
from portal.kernel.changes.models import Change
from portal.kernel.changes.states import CHANGE, ChangeState
from portal.kernel.errors import Invalid, Refused, Stale
from portal.kernel.notices.actions import notify
from portal.kernel.states import Context, seal
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.audit.models import Event
    from portal.kernel.changes.kinds import Kind, Payload

MOST_REASON = 500


@act
def propose(*, kind: str, payload: Payload, reason: str, by: User, at: datetime) -> Change:
    """Propose a change; nothing changes yet, and the confirmers hear of it.

    Raises Refused for somebody without a role that proposes it and while another change of the
    thing is open, Invalid with every wrong field of the payload.
    """
    sort = kind_of(kind)
    if not roles_of(by) & sort.proposers:
        raise Refused("not_proposer", _("您的岗位不能提出这项变更。"))
    day = clock.local_date(at)
    problems = sort.problems(payload, day)
    problems += wording.length_problem(
        reason, "reason", most=MOST_REASON, message=_("请写明为什么要变更。")
    )
    if problems:
        raise Invalid.many(problems)
    change = Change(
        subject=Subject.objects.begin("kernel.change"),
        kind=kind,
        what=sort.what(payload),
        payload=dict(payload),
        digest=digest(payload),
        shown=fixed(sort, payload, day),
        reason=reason.strip(),
        confirmer=sort.confirmer,
        proposed_by=by,
        proposed_at=at,
    )
    _insert(change)
    event = record(
        subject=change.subject,
        verb="kernel.change.propose",
        by=by,
        to_state=ChangeState.PROPOSED,
        facts={"kind": kind, "what": change.what, **seal(CHANGE, change)},
        effective_on=day,
    )
    _tell_confirmers(change, sort, event)
    return change


def _insert(change: Change) -> None:
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError as error:
        raise Refused("already_proposed", _("这一项已有变更在等确认，请先处理那一件。")) from error


def _tell_confirmers(change: Change, sort: Kind, event: Event) -> None:
    held = StaffRole.objects.in_force(clock.today()).filter(role=sort.confirmer)
    others = User.objects.filter(is_active=True, staff__in=held.values("staff_id"))
    for user in others.exclude(pk=change.proposed_by_id).select_related("person"):
        notify(
            event=event, kind="change_proposed", user=user,
            title=_("待确认：%(kind)s") % {"kind": sort.label},
            body=_("%(name)s提出一项变更，请核对影响后确认或者不同意。")
            % {"name": change.proposed_by.name},
            link=f"/changes/{change.pk}/",
        )  # fmt: skip


def _locked(change: Change) -> Change:
    rows = Change.objects.select_for_update(of=("self",)).select_related("subject", "proposed_by")
    return rows.get(pk=change.pk)


def _require_second(change: Change, by: User) -> None:
    if change.confirmer not in roles_of(by):
        raise Refused("not_confirmer", _("您的岗位不能确认这项变更。"))
    if change.proposed_by_id == by.pk:
        raise Refused("second_person", _("提出的人不能自己确认，须由另一人核对。"))


@act
def confirm(*, change: Change, seen: str, by: User, at: datetime) -> Change:
    """Confirm what another proposed, and apply it, in one transaction.

    ``seen`` is the ``look`` of what the page showed: raises Stale when that is another by now.
    Raises Refused for the proposer himself, for somebody without the role, and where it fits no
    longer.
    """
    change = _locked(change)
    _require_second(change, by)
    CHANGE.require("confirm", change.state)
    sort, day = kind_of(change.kind), clock.local_date(at)
    if digest(change.payload) != change.digest:
        raise Refused("not_as_proposed", _("内容与提出时不一致，不能确认。"))
    if problems := sort.problems(change.payload, day):
        raise Refused("fits_no_longer", str(problems[0].message))
    if look(fixed(sort, change.payload, day)) != seen:
        raise Stale(_("影响范围刚才有变化，请看新的影响后再确认。"))
    sort.apply(change.payload, change, by, at)
    CHANGE.apply(
        change, "confirm", by=by, at=at,
        context=Context(facts={"shown": seen}), decided_by=by, decided_at=at,
    )  # fmt: skip
    return change


@act
def reject(*, change: Change, reason: str, by: User, at: datetime) -> Change:
    """Turn a proposal down with a reason, as another person than the proposer, who hears of it."""
    change = _locked(change)
    _require_second(change, by)
    CHANGE.require("reject", change.state)
    why = wording.reason(reason, "answer", most=MOST_REASON, message=_("请写明不同意的理由。"))
    event = CHANGE.apply(change, "reject", by=by, at=at, answer=why, decided_by=by, decided_at=at)
    notify(
        event=event, kind="change_rejected", user=change.proposed_by,
        title=_("变更未获同意"), body=why, link=f"/changes/{change.pk}/",
    )  # fmt: skip
    return change


@act
def withdraw(*, change: Change, by: User, at: datetime) -> Change:
    """Take one's own proposal back; raises Refused for that of another."""
    change = _locked(change)
    if change.proposed_by_id != by.pk:
        raise Refused("not_yours", _("只有提出的人可以撤回。"))
    CHANGE.require("withdraw", change.state)
    CHANGE.apply(change, "withdraw", by=by, at=at, decided_at=at)
    return change
