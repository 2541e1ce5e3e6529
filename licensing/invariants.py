# SPDX-License-Identifier: Apache-2.0
"""What must always be true of cases."""

from __future__ import annotations

from django.db.models import Count, F, OuterRef, Q, Subquery

from licensing.cases.models import Case
from licensing.cases.states import CASE, CaseState
from licensing.decisions.models import DECIDING, Decision, Outcome
from licensing.deferrals.models import DeferralGate
from licensing.deferrals.states import UNVERIFIED, DeferralState
from licensing.licences.models import Licence
from licensing.licences.states import LicenceState
from licensing.procedures.states import PENDING_HEARING
from portal.kernel.audit.models import Event
from portal.kernel.audit.seals import seal_of
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import TermState
from portal.kernel.invariants import BrokenInvariant


def no_result_over_open_deferral() -> list[BrokenInvariant]:
    """No result goes out while a before_result deferral is unverified."""
    cases = Case.objects.filter(
        decisions__is_current=True,
        decisions__outcome=Outcome.GRANTED,
        deferrals__gate=DeferralGate.BEFORE_RESULT,
        deferrals__state__in=(*UNVERIFIED, DeferralState.LAPSED),
    )
    return [
        BrokenInvariant(
            "no_result_over_open_deferral", case.subject_id, f"{case.number} was granted"
        )
        for case in cases.distinct()[:100]
    ]


def no_decision_over_open_hearing() -> list[BrokenInvariant]:
    """Nothing is decided while a hearing is told, asked for or to come (行政许可法 47, 48)."""
    cases = Case.objects.filter(decisions__is_current=True, hearings__state__in=PENDING_HEARING)
    return [
        BrokenInvariant(
            "no_decision_over_open_hearing", case.subject_id, f"{case.number} was decided"
        )
        for case in cases.distinct()[:100]
    ]


def decision_as_recorded() -> list[BrokenInvariant]:
    """The current decision of a case is the one that the journal last told of."""
    last = Event.objects.filter(subject=OuterRef("case__subject"), facts__has_key="outcome")
    told = last.order_by("-seq").values("facts")[:1]
    current = Decision.objects.filter(is_current=True).annotate(told=Subquery(told))
    return [
        BrokenInvariant("decision_as_recorded", row.case.subject_id, f"{row.pk} was changed")
        for row in current.select_related("case").iterator()
        if row.told is None
        or row.told["outcome"] != row.outcome
        or row.told.get("decision", seal_of(row, DECIDING)) != seal_of(row, DECIDING)
    ][:100]


def one_current_decision() -> list[BrokenInvariant]:
    """A decided case has exactly one current decision, an undecided one has none."""
    decided = (CaseState.DECIDED, CaseState.ISSUED, CaseState.DELIVERED, CaseState.CLOSED)
    current = Count("decisions", filter=Q(decisions__is_current=True))
    wrong = Case.objects.annotate(current=current).filter(
        (Q(state__in=decided) & ~Q(current=1)) | (~Q(state__in=decided) & Q(current__gt=0))
    )
    return [
        BrokenInvariant("one_current_decision", case.subject_id, f"{case.number}: {case.state}")
        for case in wrong[:100]
    ]


def ended_case_has_no_term() -> list[BrokenInvariant]:
    """Nothing runs on a case that has ended."""
    running = Term.objects.filter(
        state=TermState.RUNNING, subject__case__state__in=CASE.finals
    ).values_list("subject_id", "kind")
    return [
        BrokenInvariant("ended_case_has_no_term", subject, f"{kind} still runs")
        for subject, kind in running[:100]
    ]


def licence_ends_with_its_term() -> list[BrokenInvariant]:
    """The last day of a licence in force is the due date of its running term."""
    wrong = (
        Licence.objects.filter(
            state__in=(LicenceState.VALID, LicenceState.SUSPENDED),
            subject__terms__kind="validity",
            subject__terms__state=TermState.RUNNING,
        )
        .exclude(subject__terms__due_on=F("valid_to"))
        .values_list("subject_id", "number")
    )
    return [
        BrokenInvariant("licence_ends_with_its_term", subject, f"{number}: another last day")
        for subject, number in wrong[:100]
    ]
