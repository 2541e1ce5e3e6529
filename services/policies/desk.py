# SPDX-License-Identifier: Apache-2.0
"""The editors' desk for policies: cards with their conditions, trial, evaluation, early end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.errors import Invalid, PortalError, listed
from portal.kernel.http import numbers
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.problems import show
from services.editors.forms import links_of, revision_for, revision_in
from services.editors.subjects import seen_of
from services.policies.actions import TEXTS, close_policy, evaluate_policy, save_policy
from services.policies.conditions import (
    About,
    condition_problems,
    lines_of,
    places,
    row_of,
    typed_in,
    typed_of,
)
from services.policies.forms import EnterpriseForm, PolicyForm
from services.policies.models import EvaluationOutcome, Policy
from services.policies.rules import Enterprise, judge
from services.policies.trial import counted, is_due, tried

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from services.policies.conditions import Typed


def _start(policy: Policy | None) -> dict[str, Any]:
    if policy is None:
        return {"valid_from": clock.today()}
    names = (*TEXTS, "valid_from", "valid_to")
    item = policy.item.name if policy.item else ""
    return {**{name: getattr(policy, name) for name in names}, "item": item}


def _trial(request: HttpRequest, conditions: list[Typed], known: dict[str, str]) -> dict[str, Any]:
    """Say whom the conditions on the page would fit, as far as they can be read."""
    own = EnterpriseForm(request.POST if request.method == "POST" else None, prefix="who")
    if request.method != "POST" or condition_problems(conditions, known):
        return {"own": own}
    today, rows = clock.today(), [row_of(one, known) for one in conditions]
    own.is_valid()
    who = own.enterprise()
    return {
        "own": own,
        "own_verdict": judge(rows, who, today) if who != Enterprise() else None,
        "tried": tried(rows, today),
        "counted": counted(rows, today),
    }


def _page(
    request: HttpRequest,
    form: PolicyForm,
    conditions: list[Typed],
    policy: Policy | None,
    error: PortalError | None = None,
) -> HttpResponse:
    known = places()
    act = request.POST.get("act")
    is_trying = act == "try"
    is_judged_here = is_trying or (act == "save" and error is None)
    found = condition_problems(conditions, known) if is_judged_here else links_of(form, error)
    context = {
        "form": form,
        "policy": policy,
        "conditions": lines_of(conditions, known),
        "abouts": About.choices,
        "problems": listed(found),
        "revision": revision_for(request, seen_of(policy), error),
        "is_over": policy is not None and policy.valid_to < clock.today(),
        **_trial(request, conditions, known),
    }
    status = error.status if error else 400 if found or form.errors else 200
    return render(request, "services/policies/policy_edit.html", context, status=status)


def _form(policy: Policy | None, **options: Any) -> PolicyForm:
    form = PolicyForm(**options)
    if policy is None or policy.provenance == "found":
        del form.fields["is_confirmed"]
    return form


def _save(request: HttpRequest, policy: Policy | None) -> HttpResponse:
    if request.method == "GET":
        kept = [typed_of(row) for row in policy.conditions] if policy else []
        return _page(request, _form(policy, initial=_start(policy)), kept, policy)
    conditions = typed_in(request.POST)
    if request.POST.get("act") != "save":
        # adding a condition or trying out: what is typed stays, nothing is held against it yet
        form = _form(policy, initial=request.POST.dict())
        return _page(request, form, conditions, policy)
    form = _form(policy, data=request.POST)
    if not form.is_valid():
        return _page(request, form, conditions, policy)
    try:
        kept_policy = save_policy(
            policy=policy,
            told=form.cleaned_data,
            conditions=conditions,
            places=places(),
            seen=revision_in(request),
            by=user_of(request),
            at=clock.now(),
        )
    except PortalError as error:
        show(form, error, others_shown=True)
        return _page(request, form, conditions, policy, error)
    messages.success(request, _("已公布，“哪些适合我”马上按新的条件判断。"))
    return HttpResponseRedirect(reverse("services:policy_edit", args=[kept_policy.code]))


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write a new policy card."""
    return _save(request, None)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a policy card; adding a condition or trying it out keeps nothing."""
    rows = Policy.objects.select_related("item", "subject")
    return _save(request, get_object_or_404(rows, code=code))


# -- The editor's desk for policies: which terms are over, and what became of them -------------


@staff_only(Role.EDITOR)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List all policies, those to be evaluated first."""
    policies = list(Policy.objects.select_related("evaluation").order_by("valid_to"))
    today = clock.today()
    due = [one for one in policies if is_due(one, today)]
    others = [one for one in policies if one not in due]
    context = {"due": due, "policies": others, "today": today}
    return render(request, "services/policies/policy_desk.html", context)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def evaluate(request: HttpRequest, code: str) -> HttpResponse:
    """Record the evaluation of one policy; what was typed stays when it is wrong."""
    policy = get_object_or_404(Policy, code=code)
    problems: list[dict[str, object]] = []
    if request.method == "POST":
        try:
            evaluate_policy(
                policy=policy,
                outcome=request.POST.get("outcome", ""),
                beneficiaries=numbers.whole(request.POST.get("beneficiaries")),
                findings=request.POST.get("findings", ""),
                by=user_of(request),
                at=clock.now(),
            )
        except Invalid as error:
            problems = listed(error.problems)
        else:
            messages.success(request, _("评估已记录，并已公布。"))
            return HttpResponseRedirect(reverse("services:policy_desk"))
    context = {
        "policy": policy,
        "outcomes": EvaluationOutcome.choices,
        "typed": request.POST,
        "problems": problems,
        "is_over": policy.valid_to < clock.today(),
        "evaluation": getattr(policy, "evaluation", None),
    }
    status = 400 if problems else 200
    return render(request, "services/policies/policy_evaluate.html", context, status=status)


# -- Ending a policy before its time -----------------------------------------------------------


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the last day and the reason, then end the policy."""
    policy = get_object_or_404(Policy, code=code)
    problems: list[dict[str, object]] = []
    if request.method == "POST":
        try:
            close_policy(
                policy=policy,
                last_day=_day(request.POST.get("last_day", "")),
                reason=request.POST.get("reason", ""),
                by=user_of(request),
                at=clock.now(),
            )
        except Invalid as error:
            problems = listed(error.problems)
        else:
            messages.success(request, _("已终止，公众可以看到原因。"))
            return HttpResponseRedirect(reverse("services:policy_desk"))
    today = clock.today()
    context = {
        "policy": policy,
        "typed": request.POST,
        "problems": problems,
        "today": today,
        "has_begun": policy.valid_from <= today,
        "is_over": policy.valid_to < today or not policy.is_published,
    }
    status = 400 if problems else 200
    return render(request, "services/policies/policy_close.html", context, status=status)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
