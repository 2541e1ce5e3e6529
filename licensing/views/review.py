# SPDX-License-Identifier: Apache-2.0
"""The reviewers' desk: what runs out first on top, the case with its check points, the acts."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from licensing import queries, states
from licensing.actions import procedures, review
from licensing.actions.decide import decide, terminate
from licensing.actions.licence import VERBS, change_licence
from licensing.forms import DecisionForm, ProcedureForm
from licensing.models import Case, Deferral, Licence, ReviewStep
from licensing.panel import lines_of
from licensing.states import StepState
from licensing.views import pages
from portal.kernel import asked, clock
from portal.kernel.access import REVIEW_ROLES, Role, roles_of, staff_only, user_of
from portal.kernel.deadlines.models import Pause
from portal.kernel.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.kernel.accounts.models import User

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
        else queries.to_review(user)
    )
    page = Paginator(queries.by_due_date(rows), PAGE).get_page(request.GET.get("page"))
    cases = list(page.object_list)
    terms = queries.headline_terms(cases)
    return render(
        request,
        "licensing/review.html",
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
    held = roles_of(user)
    for step in steps:
        if step.state == StepState.CLAIMED and step.handler_id == user.pk:
            return step
    return next((one for one in steps if one.state == StepState.OPEN and one.role in held), None)


def _page(
    request: HttpRequest, found: Case, problems: list[dict[str, str]] | None = None
) -> HttpResponse:
    user = user_of(request)
    steps = list(
        found.steps.select_related("handler__staff", "handler__person").order_by("position", "pk")
    )
    mine = _mine(steps, user)
    final = mine is not None and review.is_final(mine)
    held_open = Deferral.objects.filter(case=found).select_related("case_material__material")
    may_decide = Role.APPROVER in roles_of(user) and (
        (mine is not None and final and mine.state == StepState.CLAIMED)
        or found.state == states.CaseState.CONCLUDED_HELD
    )
    return render(
        request,
        "licensing/review_case.html",
        {
            "case": found,
            "lines": lines_of(found),
            "steps": steps,
            "mine": mine,
            "is_final": final,
            "may_decide": may_decide,
            "deferrals": held_open,
            "is_held": any(one.state in review.PENDING for one in held_open),
            "pauses": Pause.objects.filter(subject_id=found.subject_id).order_by("-first_day"),
            "dues": pages.dues_of(found, clock.today()),
            "timeline": pages.timeline_of(found, for_staff=True),
            "papers": pages.papers_of(found),
            "decision_form": DecisionForm(),
            "procedure_form": ProcedureForm(),
            "earlier": [one for one in steps if mine is not None and one.position < mine.position],
            "licences": found.licences.all(),
            "licence_verbs": [(verb, states.LICENCE.arrow(verb).label) for verb in VERBS],
            "is_approver": Role.APPROVER in roles_of(user),
            "may_extend": Role.APPROVER in roles_of(user) and found.state in states.BEFORE_DECISION,
            "key": secrets.token_hex(16),
            "problems": problems or [],
        },
        status=400 if problems else 200,
    )


def _step(request: HttpRequest, found: Case) -> ReviewStep:
    return get_object_or_404(
        ReviewStep.objects.select_related("case"),
        pk=asked.key(request.POST.get("step")),
        case=found,
    )


def _claim(request: HttpRequest, found: Case) -> str:
    review.claim(step=_step(request, found), by=user_of(request), at=clock.now())
    return _("已领取，轮到您办理。")


def _pass(request: HttpRequest, found: Case) -> str:
    review.pass_step(
        step=_step(request, found),
        opinion=request.POST.get("opinion", ""),
        revision=pages.revision_of(request),
        by=user_of(request),
        at=clock.now(),
    )
    return _("已通过，转到下一步。")


def _send_back(request: HttpRequest, found: Case) -> str:
    target = get_object_or_404(ReviewStep, pk=asked.key(request.POST.get("target")), case=found)
    review.send_back(
        step=_step(request, found),
        target=target,
        reason=request.POST.get("opinion", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("已退回。")


def _decide(request: HttpRequest, found: Case) -> str:
    decide(
        case=found,
        outcome=request.POST.get("outcome", ""),
        opinion=request.POST.get("opinion", ""),
        key=request.POST.get("key", "")[:80] or secrets.token_hex(16),
        revision=pages.revision_of(request),
        by=user_of(request),
        at=clock.now(),
    )
    return _("决定已作出，文书正在生成。")


def _pause(request: HttpRequest, found: Case) -> str:
    form = ProcedureForm(request.POST)
    if not form.is_valid():
        raise Invalid("procedure", _("请选择特别程序并填写计划结束日期。"), "planned_end")
    procedures.open_procedure(case=found, by=user_of(request), at=clock.now(), **form.cleaned_data)
    return _("特别程序已开始，告知书正在生成。")


def _resume(request: HttpRequest, found: Case) -> str:
    pause = get_object_or_404(
        Pause, pk=asked.key(request.POST.get("pause")), subject_id=found.subject_id
    )
    procedures.close_procedure(case=found, pause=pause, by=user_of(request), at=clock.now())
    return _("特别程序已结束，时间继续计算。")


def _licence(request: HttpRequest, found: Case) -> str:
    licence = get_object_or_404(
        Licence.objects.select_related("case"),
        pk=asked.key(request.POST.get("licence")),
        case=found,
    )
    change_licence(
        licence=licence,
        verb=request.POST.get("verb", ""),
        reason=request.POST.get("reason", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("证照状态已更新，并已告知持证人。")


def _extend(request: HttpRequest, found: Case) -> str:
    procedures.extend(
        case=found,
        days=asked.whole(request.POST.get("days")) or 0,
        reason=request.POST.get("reason", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("已批准延期，并已告知申请人。")


def _terminate(request: HttpRequest, found: Case) -> str:
    terminate(
        case=found, reason=request.POST.get("reason", ""), by=user_of(request), at=clock.now()
    )
    return _("已终止办理。")


ACTS: dict[str, Callable[[HttpRequest, Case], str]] = {
    "claim": _claim,
    "pass": _pass,
    "send-back": _send_back,
    "decide": _decide,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "licence": _licence,
    "terminate": _terminate,
}


@staff_only(*REVIEW_ROLES)
@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do one act of the review on a case."""
    found = _case(request, number)
    if verb not in ACTS:
        raise Http404
    try:
        said = ACTS[verb](request, found)
    except Invalid as error:
        found.refresh_from_db(fields=["revision", "state"])
        return _page(request, found, pages.problems_of(error))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("licensing:review_case", args=[number]))
