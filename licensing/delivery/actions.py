# SPDX-License-Identifier: Apache-2.0
"""The last acts on a case: handing over, filing away, withdrawing, voiding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.cases import clocks
from licensing.cases.documents import issue
from licensing.cases.guards import locked, require_applicant, require_clerk, window_of
from licensing.cases.models import Case, CaseVoiding
from licensing.cases.notices import tell_applicant
from licensing.cases.states import CASE, CaseState
from licensing.cases.terms import ARCHIVE, DELIVERY
from licensing.deferrals.actions import close_down
from licensing.delivery.models import Handover, HandoverMethod
from portal.kernel import clock, wording
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import long_day
from portal.kernel.errors import Refused
from portal.kernel.states import Context

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.deadlines.terms.models import Term
    from portal.kernel.documents.models import Document


@act
def deliver(
    *,
    case: Case,
    method: str,
    recipient: str,
    tracking_number: str = "",
    by: User,
    at: datetime,
) -> Handover:
    """Hand the result over: the applicant fetches it online, or a clerk gives or posts it.

    Raises Invalid without a recipient or, for post, without a tracking number.
    """
    case = locked(case)
    if method == HandoverMethod.ONLINE:
        require_applicant(case, by)
    else:
        require_clerk(case, by)
    CASE.require("deliver", case.state)
    recipient, tracking_number = _named(method, recipient, tracking_number)
    day = clock.local_date(at)
    event = CASE.apply(
        case,
        "deliver",
        by=by,
        at=at,
        context=Context(
            facts={"method": method},
            effective_on=day,
            on_behalf_of=case.applicant,
            window=window_of(case, by),
        ),
        delivered_on=day,
    )
    clocks.end(subject=case.subject, codes=(DELIVERY.code,), on=day, at=at)
    clocks.start(
        subject=case.subject,
        term=ARCHIVE,
        limit=rule_book(day).value("archive_days"),
        started_on=day,
        at=at,
    )
    document = _receipt(case, method, recipient, tracking_number, by, day)
    handover = Handover.objects.create(
        case=case,
        method=method,
        recipient=recipient,
        tracking_number=tracking_number,
        handed_by=by,
        handed_at=at,
        document=document,
    )
    tell_applicant(case, event, "delivered")
    return handover


def _named(method: str, recipient: str, tracking_number: str) -> tuple[str, str]:
    taker = wording.reason(
        recipient, "recipient", least=1, most=100, message=_("请填写领取人。"), code="required"
    )
    parcel = wording.reason(
        tracking_number,
        "tracking_number",
        least=1 if method == HandoverMethod.POST else 0,
        most=40,
        message=_("请填写邮寄单号。"),
        code="required",
    )
    return taker, parcel


def _receipt(
    case: Case, method: str, recipient: str, tracking_number: str, by: User, day: date
) -> Document:
    return issue(
        case,
        "delivery_receipt",
        by=by,
        recipient=recipient,
        method=str(HandoverMethod(method).label),
        tracking_number=tracking_number,
        delivered_on=long_day(day),
        handed_by=by.name if by.staff_member else "",
        papers=[str(one) for one in case.licences.all()]
        + [one.document.number for one in case.decisions.all() if one.document is not None],
    )


@act
def close(*, case: Case, at: datetime) -> bool:
    """File a delivered case away; returns False where there is nothing to do."""
    case = locked(case)
    if case.state != CaseState.DELIVERED:
        return False
    day = clock.local_date(at)
    CASE.apply(
        case,
        "close",
        by=None,
        at=at,
        context=Context(effective_on=day),
        ended_at=at,
    )
    clocks.end(subject=case.subject, codes=(ARCHIVE.code,), on=day, at=at)
    return True


@act
def withdraw(*, case: Case, by: User, at: datetime) -> Case:
    """Take an application back before it is decided."""
    case = locked(case)
    require_applicant(case, by)
    event = CASE.apply(
        case,
        "withdraw",
        by=by,
        at=at,
        context=Context(effective_on=clock.local_date(at), on_behalf_of=case.applicant),
        ended_at=at,
    )
    close_down(case=case, at=at)
    tell_applicant(case, event, "withdrawn")
    return case


@act
def request_voiding(*, case: Case, reason: str, by: User, at: datetime) -> CaseVoiding:
    """Say that an entry was a mistake; only on the day it was received."""
    case = locked(case)
    require_clerk(case, by)
    _require_voidable(case, clock.local_date(at))
    if hasattr(case, "voiding"):
        raise Refused("voiding_requested", _("已有人提出作废，请另一位同事确认。"))
    why = wording.reason(reason, "reason", most=300, message=_("请写明误录的情况。"))
    record(
        subject=case.subject,
        verb="licensing.voiding.request",
        by=by,
        effective_on=clock.local_date(at),
    )
    return CaseVoiding.objects.create(case=case, reason=why, requested_by=by, requested_at=at)


def _require_voidable(case: Case, day: date) -> None:
    CASE.require("void", case.state)
    if case.received_on != day:
        raise Refused("not_today", _("只有收件当天的误录可以作废。"))


@act
def confirm_voiding(*, case: Case, by: User, at: datetime) -> Case:
    """Void a wrong entry as the second person; raises Refused for the one who asked."""
    case = locked(case)
    require_clerk(case, by)
    _require_voidable(case, clock.local_date(at))
    voiding = CaseVoiding.objects.select_for_update().filter(case=case).first()
    if voiding is None:
        raise Refused("no_voiding", _("还没有人提出作废。"))
    if voiding.requested_by_id == by.pk:
        raise Refused("second_person", _("作废须由另一个人确认。"))
    voiding.confirmed_by, voiding.confirmed_at = by, at
    voiding.save(update_fields=["confirmed_by", "confirmed_at"])
    event = CASE.apply(
        case,
        "void",
        by=by,
        at=at,
        context=Context(on_behalf_of=case.applicant),
        ended_at=at,
    )
    close_down(case=case, at=at)
    tell_applicant(case, event, "voided")
    return case


# -- The period of filing away -----------------------------------------------------------------


def on_archive_overdue(term: Term) -> None:
    """A delivered case is filed away."""
    close(case=Case.objects.get(subject_id=term.subject_id), at=clock.now())
