# SPDX-License-Identifier: Apache-2.0
"""Correction (补正): one notice that lists everything, the answer to it, silence on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from licensing.cases import clocks
from licensing.cases.documents import base_facts, issue, limit_facts, material_facts
from licensing.cases.guards import acts_at_desk, locked, require_clerk, window_of
from licensing.cases.models import CaseMaterial, MaterialGrade, Verdict
from licensing.cases.notices import tell_applicant
from licensing.cases.states import CASE, CaseState
from licensing.cases.terms import SUPPLEMENT, SUPPLEMENT_CHECK
from licensing.deferrals.actions import open_deferrals
from licensing.intake.accept import end_intake, start_terms
from licensing.intake.models import Correction, CorrectionLine
from licensing.intake.panel import lines_of
from licensing.intake.rules import new_demands
from licensing.intake.telling import first_notice, named_in, omission
from licensing.review.actions import open_review
from portal.kernel import clock, wording
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import day_or_limit, long_day
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.states import Context
from services.items.regimes import regime_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User
    from portal.kernel.audit.models import Event

EACH = _("请逐份写明要补正什么，一次列全。")


@act
def request_correction(
    *,
    case: Case,
    demands: Mapping[int, str],
    override_reason: str = "",
    revision: int | None = None,
    by: User,
    at: datetime,
) -> Correction:
    """Tell the applicant, once, everything that is missing: key of the material -> what is wanted.

    A later notice with a demand that the first did not name is refused, unless a supervisor
    overrides it with a reason; that is then recorded as a breach of 一次告知. Raises Invalid
    for an empty notice.
    """
    case = locked(case, revision=revision)
    _require_notifier(case, by)
    CASE.require("request_correction", case.state)
    lines = {line.pk: line for line in lines_of(case) if line.pk in demands}
    if not lines:
        raise Invalid("required", EACH, "demands")
    demands = {
        key: wording.reason(text, "demands", least=1, most=300, message=EACH, code="required")
        for key, text in demands.items()
    }
    override_reason = wording.optional(override_reason, "override_reason", most=300)
    sequence = case.corrections.count() + 1
    first = first_notice(case)
    fresh = new_demands(named_in(first), lines) if first is not None else set()
    _check_new_demands(fresh, lines, override_reason, by)
    day = clock.local_date(at)
    event = CASE.apply(
        case,
        "request_correction",
        by=by,
        at=at,
        context=Context(
            facts={
                "sequence": sequence,
                "lines": sorted(lines),
                "new": sorted(fresh),
                **({"omitted_by": first.issued_by_id} if first is not None and fresh else {}),
            },
            effective_on=day,
            on_behalf_of=case.applicant,
            window=window_of(case, by),
        ),
    )
    if first is not None and fresh:
        record(
            subject=case.subject,
            verb="licensing.breach.second_demand",
            by=by,
            facts={"sequence": sequence, **omission(first, fresh)},
            citation="行政许可法第七十二条",
        )
    end_intake(case, on=day, at=at)
    return _write_correction(case, lines, demands, sequence, override_reason, event, by, at)


def _require_notifier(case: Case, by: User) -> None:
    if Role.SUPERVISOR not in roles_of(by):
        require_clerk(case, by)


def _check_new_demands(
    fresh: set[int], lines: Mapping[int, CaseMaterial], override_reason: str, by: User
) -> None:
    if not fresh:
        return
    names = "、".join(lines[key].material.name for key in sorted(fresh))
    if Role.SUPERVISOR not in roles_of(by) or not override_reason:
        raise Refused(
            "second_demand",
            _("第一次告知时没有提出这些要求，不能再要：%(names)s（一次告知）。") % {"names": names},
        )


def _write_correction(
    case: Case,
    lines: Mapping[int, CaseMaterial],
    demands: Mapping[int, str],
    sequence: int,
    override_reason: str,
    event: Event,
    by: User,
    at: datetime,
) -> Correction:
    day = clock.local_date(at)
    term = clocks.start(
        subject=case.subject,
        term=SUPPLEMENT,
        limit=rule_book(day).value("supplement_days"),
        started_on=day,
        at=at,
    )
    due = day_or_limit(term.due_on, term.limit)
    rows = [{"name": line.material.name, "demand": demands[key]} for key, line in lines.items()]
    document = issue(case, "correction_notice", by=by, lines=rows, due=due)
    correction = Correction.objects.create(
        case=case,
        sequence=sequence,
        issued_at=at,
        issued_by=by,
        override_reason=override_reason,
        overridden_by=by if override_reason else None,
        document=document,
    )
    CorrectionLine.objects.bulk_create(
        CorrectionLine(correction=correction, case_material=line, demand=demands[key])
        for key, line in lines.items()
    )
    CaseMaterial.objects.filter(pk__in=lines).update(verdict=Verdict.TO_CORRECT)
    tell_applicant(
        case,
        event,
        "correction_requested",
        lines="；".join(f"{row['name']}（{row['demand']}）" for row in rows),
        due=due,
    )
    return correction


# -- The applicant's answer to a correction notice, and the silence ----------------------------


def demanded(case: Case) -> dict[int, str]:
    """Return what the newest notice asks for: key of the material -> the demand."""
    newest = case.corrections.order_by("-sequence").first()
    if newest is None:
        return {}
    return dict(newest.lines.values_list("case_material_id", "demand"))


@act
def supplement(*, case: Case, by: User, at: datetime) -> Case:
    """Hand in what the notice asked for; files were added to the materials before.

    Raises Invalid naming every demanded material that has got no new file. A clerk may
    confirm originals on the desk instead.
    """
    case = locked(case)
    at_desk = acts_at_desk(case, by)
    CASE.require("supplement", case.state)
    asked = demanded(case)
    lines = [line for line in lines_of(case) if line.pk in asked]
    if at_desk:
        CaseMaterial.objects.filter(pk__in=asked).update(
            grade=MaterialGrade.B, verdict=Verdict.PENDING
        )
    else:
        issued = case.corrections.order_by("-sequence").values_list("issued_at", flat=True)[0]
        problems = [
            Problem(
                f"material_{line.pk}",
                "material_missing",
                gettext("还没有补：%(name)s") % {"name": line.material.name},
            )
            for line in lines
            if not any(file.added_at > issued for file in line.files.all() if not file.removed_at)
            and not (line.wants_deferral and not line.material.is_main)
        ]
        if problems:
            raise Invalid.many(problems)
    day = clock.local_date(at)
    event = CASE.apply(
        case,
        "supplement",
        by=by,
        at=at,
        context=Context(effective_on=day, on_behalf_of=case.applicant),
    )
    clocks.end(subject=case.subject, codes=(SUPPLEMENT.code,), on=day, at=at)
    term = clocks.start(
        subject=case.subject,
        term=SUPPLEMENT_CHECK,
        limit=rule_book(day).value("supplement_check_days"),
        started_on=day,
        at=at,
    )
    due = day_or_limit(term.due_on, term.limit)
    issue(
        case,
        "supplement_receipt",
        by=by,
        materials=material_facts(case),
        query_code=case.query_code,
        intake_due=due,
    )
    tell_applicant(case, event, "submitted", code=case.query_code, due=due)
    return case


@act
def close_no_reply(*, case: Case, at: datetime) -> bool:
    """End a case whose applicant stayed silent: no prejudice, no credit mark.

    Returns False where there is nothing to do.
    """
    case = locked(case)
    if case.state != CaseState.CORRECTION_REQUESTED:
        return False
    day = clock.local_date(at)
    event = CASE.apply(
        case,
        "close_no_reply",
        by=None,
        at=at,
        context=Context(effective_on=day),
        ended_at=at,
    )
    asked_on = case.corrections.order_by("-sequence").values_list("issued_at", flat=True)[0]
    due = Term.objects.running().get(subject=case.subject, kind=SUPPLEMENT.code)
    clocks.end(subject=case.subject, codes=(SUPPLEMENT.code,), on=day, at=at)
    issue(
        case,
        "no_reply_notice",
        by=None,
        asked_on=long_day(clock.local_date(asked_on)),
        due=day_or_limit(due.due_on, due.limit),
    )
    tell_applicant(case, event, "closed_no_reply")
    return True


# -- What the law makes of the office's silence ------------------------------------------------


@act
def deem_accepted(*, case: Case, at: datetime) -> bool:
    """Accept by law a licence application on which the office stayed silent.

    Effective on the receipt date; both decision periods run from there. Returns False where
    there is nothing to do: the case moved on, or its regime knows no fiction.
    """
    case = locked(case)
    if case.state != CaseState.SUBMITTED or not regime_of(case.version).deemed_acceptance:
        return False
    received = case.received_on
    if received is None:
        return False
    event = CASE.apply(
        case,
        "deem_accepted",
        by=None,
        at=at,
        context=Context(effective_on=received, on_behalf_of=case.applicant),
        accepted_on=received,
        accepted_at=at,
        is_deemed=True,
    )
    end_intake(case, on=clock.local_date(at), at=at)
    limits = start_terms(case, started_on=received, at=at)
    facts = limit_facts(limits.statutory, limits.promised)
    issue(case, "acceptance", by=None, deemed=True, materials=material_facts(case), **facts)
    if promised := [line for line in lines_of(case) if line.wants_deferral]:
        open_deferrals(case=case, lines=promised, limits=facts, event=event, by=None, at=at)
    tell_applicant(
        case,
        event,
        "deemed_accepted",
        received=base_facts(case)["received_on"],
        due=limits.due_text,
    )
    open_review(case=case, at=at)
    return True
