# SPDX-License-Identifier: Apache-2.0
"""Filing a complaint, and the complainant's own acts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from complaints.appeals import states
from complaints.appeals.models import AppealKind, Complaint
from complaints.appeals.states import ComplaintState
from licensing.cases.guards import new_query_code
from portal.kernel import clock, numbers, wording
from portal.kernel.accounts import rules
from portal.kernel.accounts.phones import stored_phone
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.actions.terms import cancel_term, start_term
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.http.limits import hold
from portal.kernel.idempotency import recall, remember
from portal.kernel.states import Context
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import date, datetime

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User

#: Day and serial of an appeal's number, whatever stands between and before them.
NUMBER = re.compile(r"(?<![0-9])(20[0-9]{6})[- ]*([0-9]{4,6})(?![0-9])")
ACT = "complaints.file"
#: Letters of an appeal's heading, of its text and of an answer to it, and of a name.
MOST_TITLE, MOST_TEXT, MOST_NAME = 100, 4000, 50
#: Appeals that one account, and that one address, may file within so many seconds.
MOST_FILED, SECONDS = 60, 600


def _problems(kind: str, title: str, text: str, name: str, phone: str) -> list[Problem]:
    problems = []
    if kind not in AppealKind.values:
        problems.append(Problem("kind", "kind", _("请选择诉求类型。")))
    for value, field, least, most, message in (
        (title, "title", 2, MOST_TITLE, _("请用一句话写明诉求。")),
        (text, "text", 5, MOST_TEXT, _("请写明经过和要求。")),
        (name, "contact_name", 0, MOST_NAME, ""),
    ):
        problems += wording.length_problem(
            value, field, least=least, most=most, message=message, code="required"
        )
    if phone:
        problems += rules.check_phone(phone, "contact_phone")
    return problems


@act
def file_complaint(
    *,
    kind: str,
    title: str,
    text: str,
    contact_name: str = "",
    contact_phone: str = "",
    case: Case | None = None,
    address: str = "",
    key: str = "",
    by: User | None,
    at: datetime,
) -> Complaint:
    """Register an appeal, with or without a case, signed in or not.

    ``address``: the network address it is filed from. ``key``: makes a retry by the same account
    return the first result. Raises Invalid, and TooMany for a flood.
    """
    problems = _problems(kind, title, text, contact_name, contact_phone)
    if problems:
        raise Invalid.many(problems)
    body = {
        "kind": kind, "title": title, "text": text, "contact_name": contact_name,
        "contact_phone": contact_phone, "case": case.pk if case else None,
    }  # fmt: skip
    if key and by is not None:
        earlier = recall(by=by, act=ACT, key=key, body=body)
        if earlier is not None:
            return Complaint.objects.get(subject=earlier)
    doers = [f"user:{by.pk}"] if by is not None else []
    doers += [f"address:{address}"] if address else []
    hold("complaint", doers, most=MOST_FILED, seconds=SECONDS)
    day = clock.local_date(at)
    complaint = Complaint.objects.create(
        subject=Subject.objects.begin("complaints.complaint"),
        number=f"SQ-{day:%Y%m%d}-{numbers.draw(f'complaint:{day:%Y%m%d}'):04d}",
        tracking_code=new_query_code(),
        kind=kind,
        title=title.strip(),
        text=text.strip(),
        case=case,
        filed_by=by,
        contact_name=contact_name.strip(),
        contact_phone=stored_phone(contact_phone),
        filed_at=at,
    )
    record(
        subject=complaint.subject,
        verb="complaints.complaint.file",
        by=by,
        to_state=ComplaintState.FILED,
        facts={"kind": kind, "case": case.pk if case else None},
        effective_on=day,
    )
    _await_dispatch(complaint, day, at)
    if key and by is not None:
        remember(by=by, act=ACT, key=key, body=body, subject=complaint.subject)
    return complaint


def _await_dispatch(complaint: Complaint, day: date, at: datetime) -> None:
    book = rule_book(day)
    start_term(
        subject=complaint.subject,
        kind="dispatch",
        limit=book.value("complaint_dispatch_days"),
        unit=Unit.WORKING,
        started_on=day,
        citation=book.citation("complaint_dispatch_days"),
        at=at,
    )


@act
def withdraw(*, complaint: Complaint, by: User, at: datetime) -> Complaint:
    """Take an appeal back; only the one who filed it."""
    complaint = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("subject")
        .get(pk=complaint.pk)
    )
    if complaint.filed_by_id != by.pk:
        raise Refused("not_complainant", _("只有诉求人可以撤回。"))
    day = clock.local_date(at)
    states.COMPLAINT.apply(
        complaint, "withdraw", by=by, at=at, context=Context(effective_on=day), closed_at=at
    )
    for kind in ("dispatch", "answer"):
        cancel_term(subject=complaint.subject, kind=kind, ended_on=day, at=at)
    return complaint
