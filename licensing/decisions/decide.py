# SPDX-License-Identifier: Apache-2.0
"""The decision, the licence it gives, and the corrections of a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from licensing.bans.actions import impose
from licensing.bans.models import BanGround
from licensing.cases import clocks
from licensing.cases.documents import issue
from licensing.cases.guards import locked, require_organ
from licensing.cases.models import Case
from licensing.cases.notices import tell_applicant
from licensing.cases.states import CASE, CaseState
from licensing.cases.table import address_of
from licensing.cases.terms import DELIVERY, INSPECTION, PROMISED, STATUTORY
from licensing.decisions.models import DECIDING, Decision, Outcome
from licensing.deferrals.actions import close_down
from licensing.deferrals.models import Deferral, DeferralGate
from licensing.deferrals.states import DEFERRAL, UNVERIFIED
from licensing.licences.models import Licence
from licensing.licences.renewal import renew, start_validity
from licensing.licences.rules import validity_end
from licensing.licences.states import LICENCE, LicenceState
from licensing.procedures.models import Hearing
from licensing.procedures.states import PENDING_HEARING, HearingState
from licensing.review.actions import finish_step, is_final, require_finisher
from licensing.review.models import ReviewStep
from licensing.review.states import StepState
from portal.kernel import clock, wording
from portal.kernel.absences.queries import absent_for
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.audit.seals import seal_of
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import long_day, plain_day
from portal.kernel.deadlines.terms.models import Pause
from portal.kernel.errors import Invalid, Refused
from portal.kernel.idempotency import recall, remember
from portal.kernel.states import Context, seal
from portal.kernel.subjects import Subject
from services.items.queries import parts_of
from services.items.regimes import regime_of

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.documents.models import Document

ACT = "licensing.decide"
#: Item type 行政许可: its papers are called decisions on a licence.
LICENCE_TYPE = "01"


@act
def decide(
    *,
    case: Case,
    outcome: str,
    opinion: str,
    key: str,
    false_materials: bool = False,
    revision: int | None = None,
    by: User,
    at: datetime,
) -> Decision:
    """Decide the case: grant it and issue the licence, or refuse it with reasons and remedies.

    ``opinion`` is the approver's opinion and, on a refusal, the reasons printed on the paper.
    ``false_materials``: the refusal rests on 行政许可法 78, which bars from a new application
    where the item concerns safety. ``key`` makes a retry return the first decision. Raises Refused while a step is open, a
    special procedure runs, or a grant would go out over an unverified deferral.
    """
    body = {"case": case.pk, "outcome": outcome, "opinion": opinion, "false": false_materials}
    earlier = recall(by=by, act=ACT, key=key, body=body)
    if earlier is not None:
        return Decision.objects.get(case__subject=earlier, is_current=True)
    case = locked(case, revision=revision)
    require_organ(case, by, Role.APPROVER)
    _require_ripe(case, outcome)
    step = _final_step(case, by, at)
    deputy = require_finisher(step, by, clock.local_date(at)) if step is not None else {}
    _check(outcome, opinion, false_materials=false_materials)
    if step is not None:
        finish_step(step=step, opinion=opinion, most=wording.MOST, deputy=deputy, by=by, at=at)
    decision = _write(case, outcome, opinion, by, at)
    if false_materials and case.version.concerns_safety:
        impose(case=case, ground=BanGround.FALSE_MATERIALS, by=by, at=at)
    remember(by=by, act=ACT, key=key, body=body, subject=case.subject)
    return decision


def _write(case: Case, outcome: str, opinion: str, by: User, at: datetime) -> Decision:
    day = clock.local_date(at)
    decision = Decision(
        case=case, outcome=outcome, reasons=opinion.strip(), decided_by=by, decided_at=at
    )
    event = CASE.apply(
        case,
        "decide",
        by=by,
        at=at,
        context=Context(
            facts={"outcome": outcome, "decision": seal_of(decision, DECIDING)},
            effective_on=day,
            on_behalf_of=case.applicant,
        ),
        decided_on=day,
    )
    clocks.end(subject=case.subject, codes=(STATUTORY.code, PROMISED.code), on=day, at=at)
    clocks.cancel(subject=case.subject, codes=(INSPECTION.code,), on=day, at=at)
    clocks.start(
        subject=case.subject,
        term=DELIVERY,
        started_on=day,
        at=at,
        limit=regime_of(case.version).delivery_days or rule_book(day).value("delivery_days"),
    )
    decision.document = _paper(case, outcome, opinion, by)
    decision.save(force_insert=True)
    if outcome == Outcome.GRANTED:
        licence = _issue_licence(case=case, by=by, at=at)
        tell_applicant(case, event, "granted", licence=licence.title)
    else:
        close_down_review(case, at)
        tell_applicant(case, event, "refused", reason=opinion.strip())
    return decision


def _check(outcome: str, opinion: str, *, false_materials: bool) -> None:
    if false_materials and outcome != Outcome.REFUSED:
        raise Invalid("false_materials", _("提供虚假材料的，只能不予许可。"), "false_materials")
    if outcome not in Outcome.values:
        raise Invalid("outcome", _("请选择准予或者不予。"), "outcome")
    wording.reason(
        opinion,
        "opinion",
        least=6 if outcome == Outcome.REFUSED else 2,
        message=_("请写明理由；不予的理由会印在决定书上。"),
        code="reasons_required",
    )


def _require_ripe(case: Case, outcome: str) -> None:
    CASE.require("decide", case.state)
    hindered = _hindrances(case)
    if hindered["by_hearing"]:
        raise Refused("hearing_open", _("听证还没有结束，不能作出决定。"))
    if hindered["by_pause"]:
        raise Refused("paused", _("特别程序还没有结束，不能作出决定。"))
    if outcome == Outcome.GRANTED and hindered["by_deferral"]:
        raise Refused(
            "deferral_open", _("还有容缺材料没有补齐并核验，不能作出准予决定、不能发证。")
        )


def _hindrances(case: Case) -> dict[str, bool]:
    """Return what still stands in the way of a decision, asked in one query."""
    of_case = {"case": OuterRef("pk")}
    found = (
        Case.objects.filter(pk=case.pk)
        .values(
            by_hearing=Exists(Hearing.objects.filter(**of_case, state__in=PENDING_HEARING)),
            by_pause=Exists(
                Pause.objects.filter(subject=OuterRef("subject"), last_day__isnull=True)
            ),
            by_deferral=Exists(
                Deferral.objects.unverified().filter(**of_case, gate=DeferralGate.BEFORE_RESULT)
            ),
        )
        .get()
    )
    return {name: bool(value) for name, value in found.items()}


def _final_step(case: Case, by: User, at: datetime) -> ReviewStep | None:
    """Return the step that the decision closes, None for a case that was concluded before.

    Raises Refused while a step is open, and when the last one is not in the user's hands.
    """
    if case.state == CaseState.CONCLUDED_HELD:
        return None
    step = (
        ReviewStep.objects.select_for_update(of=("self",))
        .select_related("subject", "handler")
        .filter(case=case, organ=case.organ, state=StepState.CLAIMED)
        .filter(Q(handler=by) | Q(handler__in=absent_for(by, clock.local_date(at))))
        .order_by("-position")
        .first()
    )
    if step is None or not is_final(step):
        raise Refused("review_open", _("审查步骤还没有走完，或者最后一步不是由您领取的。"))
    return step


def close_down_review(case: Case, at: datetime) -> None:
    """End the deferrals of a refused case: there is nothing left to supply."""
    day = clock.local_date(at)
    for deferral in case.deferrals.filter(state__in=UNVERIFIED).select_related("subject"):
        DEFERRAL.apply(deferral, "end", by=None, at=at)
        clocks.cancel(subject=deferral.subject, on=day, at=at)


def _paper(case: Case, outcome: str, opinion: str, by: User) -> Document:
    is_licence = case.version.offering.item.item_type == LICENCE_TYPE
    kinds = {
        (Outcome.GRANTED, True): "grant",
        (Outcome.GRANTED, False): "approval",
        (Outcome.REFUSED, True): "refusal",
        (Outcome.REFUSED, False): "rejection",
    }
    bases = [str(basis) for basis in parts_of(case.version).legal_bases]
    return issue(
        case,
        kinds[Outcome(outcome), is_licence],
        by=by,
        reason=opinion.strip(),
        bases=bases,
        result=case.version.result_name,
        accepted_on=long_day(case.accepted_on) if case.accepted_on else "",
        decided_on=long_day(case.decided_on) if case.decided_on else "",
        reconsideration=case.organ.reconsideration_body,
        court=case.organ.court,
        hearing=_hearing_fact(case),
    )


def _hearing_fact(case: Case) -> dict[str, str] | None:
    """Return the record that a decision after a hearing rests on (行政许可法 48)."""
    held = case.hearings.filter(state=HearingState.HELD).select_related("record").last()
    if held is None or held.record is None or held.starts_at is None:
        return None
    day = long_day(clock.local_date(held.starts_at))
    return {"held_on": day, "record": held.record.sha256[:16]}


def _issue_licence(*, case: Case, by: User, at: datetime) -> Licence:
    if case.renews is not None:
        renewed = renew(case=case, of=case.renews, by=by, at=at)
        if renewed is not None:
            return renewed
    day = clock.local_date(at)
    valid_to = validity_end(day, case.version.validity_years)
    subject = Subject.objects.begin("licensing.licence")
    CASE.apply(case, "issue", by=by, at=at, context=Context(effective_on=day))
    document = issue(
        case,
        "licence",
        by=by,
        licence=case.version.result_name,
        valid_from=plain_day(day),
        valid_to=plain_day(valid_to) if valid_to else "",
        address=address_of(case),
    )
    licence = Licence.objects.create(
        subject=subject,
        case=case,
        holder=case.applicant.settled,
        organ=case.organ,
        title=wording.shortened(case.version.result_name, 120),
        number=document.number,
        valid_from=day,
        valid_to=valid_to,
        document=document,
    )
    record(
        subject=subject,
        verb="licensing.licence.issue",
        by=by,
        to_state=LicenceState.VALID,
        facts={"case": case.pk, "document": document.pk, **seal(LICENCE, licence)},
        on_behalf_of=case.applicant,
        effective_on=day,
        citation="行政许可法第三十九条",
    )
    start_validity(licence=licence, first=day, at=at)
    return licence


@act
def terminate(*, case: Case, reason: str, by: User, at: datetime) -> Case:
    """End a case that has lost its object (the applicant is gone, the works stopped …)."""
    case = locked(case)
    require_organ(case, by, Role.APPROVER)
    CASE.require("terminate", case.state)
    why = wording.reason(reason, "reason", message=_("请写明终止办理的事由。"))
    event = CASE.apply(
        case,
        "terminate",
        by=by,
        at=at,
        context=Context(on_behalf_of=case.applicant),
        ended_at=at,
    )
    close_down(case=case, at=at)
    tell_applicant(case, event, "terminated", reason=why)
    return case
