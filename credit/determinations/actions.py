# SPDX-License-Identifier: Apache-2.0
"""From a broken promise to a finding: open, hear, find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from credit.determinations.models import Determination
from credit.determinations.states import DETERMINATION, DeterminationState
from credit.records.models import CreditRecord, RecordKind
from credit.records.notices import tell_party
from credit.records.states import RECORD, RecordState
from portal.kernel import clock, wording
from portal.kernel.accounts.queries import has_stake_in, may_act_for, roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import day_or_limit
from portal.kernel.deadlines.actions.terms import end_term, start_term
from portal.kernel.deadlines.engine.periods import add_months
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import Refused
from portal.kernel.states import Context, seal
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import Party, User


@act
def open_determination(*, party: Party, cause: Subject, ground: str, at: datetime) -> Determination:
    """Open the inquiry into one broken promise and invite the party to be heard.

    One inquiry per cause: a second call returns the first.
    """
    known = Determination.objects.filter(cause=cause).first()
    if known is not None:
        return known
    day = clock.local_date(at)
    inquiry = Determination.objects.create(
        subject=Subject.objects.begin("credit.determination"),
        party=party,
        cause=cause,
        ground=ground,
        opened_at=at,
    )
    event = record(
        subject=inquiry.subject,
        verb="credit.determination.open",
        to_state=DeterminationState.HEARING,
        facts={"cause": cause.pk, "ground": ground},
        on_behalf_of=party,
        effective_on=day,
    )
    book = rule_book(day)
    term = start_term(
        subject=inquiry.subject,
        kind="hearing",
        limit=book.value("hearing_days"),
        unit=Unit.WORKING,
        started_on=day,
        citation=book.citation("hearing_days"),
        at=at,
    )
    inquiry.hearing_due_on = term.due_on
    inquiry.save(update_fields=["hearing_due_on"])
    tell_party(party, event, "hearing", day, due=day_or_limit(term.due_on, term.limit))
    return inquiry


def _locked(inquiry: Determination) -> Determination:
    return (
        Determination.objects.select_for_update(of=("self",))
        .select_related("subject", "party")
        .get(pk=inquiry.pk)
    )


@act
def state_case(
    *, inquiry: Determination, statement: str, force_majeure: bool, by: User, at: datetime
) -> Determination:
    """Hear the party; raises Refused for strangers, Invalid for an empty statement."""
    inquiry = _locked(inquiry)
    if not may_act_for(by, inquiry.party_id):
        raise Refused("not_applicant", _("只有本人或者受委托的人可以陈述。"))
    DETERMINATION.require("state", inquiry.state)
    text = wording.reason(
        statement, "statement", message=_("请写明情况。"), code="statement_required"
    )
    event = DETERMINATION.apply(
        inquiry,
        "state",
        by=by,
        at=at,
        context=Context(facts={"force_majeure": force_majeure}, on_behalf_of=inquiry.party),
        claims_force_majeure=force_majeure,
        stated_at=at,
    )
    inquiry.statement = text
    inquiry.save(update_fields=["statement"])
    end_term(subject=inquiry.subject, kind="hearing", ended_on=clock.local_date(at), at=at)
    tell_party(inquiry.party, event, "heard", clock.local_date(at))
    return inquiry


def _require_finder(inquiry: Determination, by: User) -> None:
    if Role.SUPERVISOR not in roles_of(by):
        raise Refused("not_supervisor", _("只有督查人员可以认定。"))
    if has_stake_in(by, inquiry.party_id):
        raise Refused("recusal", _("这是您本人的事项，须由其他人员办理（回避）。"))


def _reasons(finding: str) -> str:
    return wording.reason(
        finding, "finding", most=500, message=_("请写明认定的理由。"), code="finding_required"
    )


@act
def mark(*, inquiry: Determination, finding: str, by: User, at: datetime) -> CreditRecord:
    """Find that the promise was broken: a mark inside this portal, with its end.

    Raises Refused before the party was heard or had its days to speak.
    """
    inquiry = _locked(inquiry)
    _require_finder(inquiry, by)
    day = clock.local_date(at)
    heard = inquiry.state == DeterminationState.HEARD
    if not heard and (inquiry.hearing_due_on is None or day <= inquiry.hearing_due_on):
        raise Refused("not_heard", _("陈述期还没有过，申请人也还没有陈述，不能认定。"))
    DETERMINATION.require("mark", inquiry.state)
    event = DETERMINATION.apply(
        inquiry,
        "mark",
        by=by,
        at=at,
        context=Context(effective_on=day, on_behalf_of=inquiry.party),
        finding=_reasons(finding),
        found_by=by,
        found_at=at,
    )
    end_term(subject=inquiry.subject, kind="hearing", ended_on=day, at=at)
    made = CreditRecord.objects.create(
        subject=Subject.objects.begin("credit.record"),
        party=inquiry.party,
        kind=RecordKind.BREACH,
        determination=inquiry,
        begins_on=day,
        ends_on=add_months(day, rule_book(day).value("breach_mark_months")),
    )
    record(
        subject=made.subject,
        verb="credit.record.write",
        by=by,
        to_state=RecordState.ACTIVE,
        facts={
            "determination": inquiry.pk,
            "ends_on": made.ends_on.isoformat(),
            **seal(RECORD, made),
        },
        on_behalf_of=inquiry.party,
        effective_on=day,
    )
    tell_party(inquiry.party, event, "marked", day, end=made.ends_on)
    return made


@act
def excuse(*, inquiry: Determination, finding: str, by: User, at: datetime) -> Determination:
    """Find that nobody is to blame (force majeure, or the office's own fault): no mark."""
    inquiry = _locked(inquiry)
    _require_finder(inquiry, by)
    DETERMINATION.require("excuse", inquiry.state)
    day = clock.local_date(at)
    event = DETERMINATION.apply(
        inquiry,
        "excuse",
        by=by,
        at=at,
        context=Context(effective_on=day, on_behalf_of=inquiry.party),
        finding=_reasons(finding),
        found_by=by,
        found_at=at,
    )
    end_term(subject=inquiry.subject, kind="hearing", ended_on=day, at=at)
    tell_party(inquiry.party, event, "excused", day)
    return inquiry
