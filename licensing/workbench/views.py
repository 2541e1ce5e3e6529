# SPDX-License-Identifier: Apache-2.0
"""The reviewers' desk: what runs out first on top, the case with its check points, the acts."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from licensing.cases import queries, story
from licensing.cases.gathering import gather
from licensing.cases.models import Case
from licensing.cases.queries import colleagues
from licensing.cases.states import BEFORE_DECISION, CaseState
from licensing.cases.table import card_of
from licensing.deferrals.states import UNVERIFIED
from licensing.intake.panel import lines_of
from licensing.licences.actions import VERBS
from licensing.licences.states import LICENCE
from licensing.procedures.actions import kinds_of
from licensing.procedures.inspections import rule_for
from licensing.procedures.states import PENDING_HEARING
from licensing.review.actions import is_last
from licensing.review.late import late_parts_of, mark_late
from licensing.review.models import ReviewStep
from licensing.review.queries import to_review
from licensing.review.states import StepState
from licensing.workbench.acts import ACTS, PART_ACTS
from licensing.workbench.forms import (
    DecisionForm,
    InspectionForm,
    OpenProcedureForm,
    RecordForm,
    ScheduleForm,
    TellHearingForm,
)
from portal.kernel import clock
from portal.kernel.absences.queries import acting_for
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import REVIEW_ROLES, Role
from portal.kernel.errors import Invalid
from portal.kernel.http.access import staff_of, staff_only, user_of
from services.items.limits import extension_of
from services.items.regimes import regime_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from licensing.procedures.models import Hearing
    from portal.kernel.accounts.models import User


# -- What the review page shows beside the steps: procedures, the hearing, inspection, parts ---


def side_of(case: Case, *, leads: bool, verb: str, posted: QueryDict) -> dict[str, Any]:
    """Return the context; what was typed into the form of ``verb`` is not lost."""
    hearings = list(case.hearings.all())
    pending = next((one for one in hearings if one.state in PENDING_HEARING), None)
    is_open = leads and case.state in BEFORE_DECISION

    def kept(name: str) -> dict[str, Any]:
        return posted.dict() if name == verb else {}

    context: dict[str, Any] = {
        "leads": leads,
        "may_act": is_open,
        "verb": verb,
        "posted": posted,
        "procedures": case.procedures.all(),
        "parts": case.parts.all(),
        "late": late_parts_of(case, clock.today()),
        "hearings": hearings,
        "pending": pending,
        "inspections": case.inspections.all(),
        "extension": extension_of(case.version),
    }
    if is_open:
        people = colleagues(case)
        chosen = {"people": posted.getlist("people")} if verb == "inspect" else {}
        context |= {
            "procedure_form": OpenProcedureForm(
                initial=kept("pause"), kinds=kinds_of(case.version)
            ),
            "tell_form": TellHearingForm(initial=kept("hearing-tell")),
            "schedule_form": ScheduleForm(
                initial={**_planned(pending), **kept("hearing-schedule")}, people=people
            ),
            "record_form": RecordForm(initial=kept("hearing-hold")),
            "inspection_form": InspectionForm(initial={**kept("inspect"), **chosen}, people=people),
            "may_tell": pending is None and regime_of(case.version).art45_pauses,
            "is_inspected": bool(rule_for(case.version)),
        }
    return context


def _planned(hearing: Hearing | None) -> dict[str, Any]:
    """Return the time, place and host of a hearing that is to be moved."""
    if hearing is None or hearing.starts_at is None:
        return {}
    local = clock.local(hearing.starts_at)
    return {
        "starts_at": local.date(),
        "starts_time": local.time(),
        "place": hearing.place,
        "host": hearing.host_id,
    }


PAGE = 30


@staff_only(*REVIEW_ROLES)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the cases in which it is my turn, what runs out first on top."""
    user = user_of(request)
    words = request.GET.get("q", "").strip()
    rows = (
        queries.found(queries.under_review(user), words, clock.today())
        if words
        else to_review(user)
    )
    page = Paginator(queries.by_due_date(rows), PAGE).get_page(request.GET.get("page"))
    cases = list(page.object_list)
    terms = queries.headline_terms(cases)
    mark_late(cases, clock.today())
    return render(
        request,
        "licensing/workbench/review.html",
        {
            "page": page,
            "words": words,
            "today": clock.today(),
            "cases": [(case, terms.get(case.subject_id)) for case in cases],
        },
    )


def _case(request: HttpRequest, number: str) -> Case:
    return get_object_or_404(queries.under_review(user_of(request)), number=number)


@staff_only(*REVIEW_ROLES)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case under review."""
    return _page(request, _case(request, number))


def _mine(steps: list[ReviewStep], user: User) -> ReviewStep | None:
    """Return the step to do now: one's own, an absent colleague's, else an open one."""
    held = roles_of(user)
    claimed = [step for step in steps if step.state == StepState.CLAIMED]
    away = {one.pk for one in acting_for(user, clock.today())} if claimed else set()
    for step in sorted(claimed, key=lambda one: one.handler_id != user.pk):
        if step.handler_id == user.pk or step.handler_id in away:
            return step
    organ = staff_of(user).organ_id
    return next(
        (
            one
            for one in steps
            if one.state == StepState.OPEN and one.role in held and one.organ_id == organ
        ),
        None,
    )


def _page(
    request: HttpRequest,
    found: Case,
    problems: list[dict[str, str]] | None = None,
    verb: str = "",
) -> HttpResponse:
    user = user_of(request)
    leads = staff_of(user).organ_id == found.organ_id
    is_approver = leads and Role.APPROVER in roles_of(user)
    steps = list(gather(found).steps.all())
    mine = _mine(steps, user)
    final = mine is not None and is_last(mine, steps)
    lines = lines_of(found)
    held_open = found.deferrals.all()
    may_decide = is_approver and (
        (mine is not None and final and mine.state == StepState.CLAIMED)
        or found.state == CaseState.CONCLUDED_HELD
    )
    return render(
        request,
        "licensing/workbench/review_case.html",
        {
            "case": found,
            "lines": lines,
            **card_of(found, lines, for_staff=True),
            "steps": steps,
            "mine": mine,
            "is_final": final,
            "may_decide": may_decide,
            "deferrals": held_open,
            "is_held": any(one.state in UNVERIFIED for one in held_open),
            "dues": story.dues_of(found, clock.today(), for_staff=True),
            "timeline": story.timeline_of(found, for_staff=True),
            "papers": story.papers_of(found),
            "decision_form": DecisionForm(),
            "earlier": [one for one in steps if mine is not None and one.position < mine.position],
            "licences": found.licences.all(),
            "bans": found.bans.all(),
            "may_lift": is_approver,
            "licence_verbs": [(verb, LICENCE.arrow(verb).label) for verb in VERBS],
            "is_approver": is_approver,
            "may_extend": is_approver and found.state in BEFORE_DECISION,
            "key": secrets.token_hex(16),
            "problems": problems or [],
            **side_of(found, leads=leads, verb=verb, posted=request.POST),
        },
        status=400 if problems else 200,
    )


@staff_only(*REVIEW_ROLES)
@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do one act of the review on a case."""
    if verb not in ACTS:
        raise Http404
    rows = queries.under_review if verb in PART_ACTS else queries.decided_by
    found = get_object_or_404(rows(user_of(request)), number=number)
    try:
        said = ACTS[verb](request, found)
    except Invalid as error:
        found.refresh_from_db(fields=["revision", "state"])
        return _page(request, found, story.problems_of(error), verb)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("licensing:review_case", args=[number]))
