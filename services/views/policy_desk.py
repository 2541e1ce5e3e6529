# SPDX-License-Identifier: Apache-2.0
"""The editor's desk for policies: which terms are over, and what became of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid, listed
from portal.kernel.http import numbers
from portal.kernel.http.access import staff_only, user_of
from services.actions.policies import evaluate_policy
from services.models.policy import Policy
from services.models.policy_evaluation import EvaluationOutcome
from services.queries_policy import is_due


@staff_only(Role.EDITOR)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List all policies, those to be evaluated first."""
    policies = list(Policy.objects.select_related("evaluation").order_by("valid_to"))
    today = clock.today()
    due = [one for one in policies if is_due(one, today)]
    others = [one for one in policies if one not in due]
    context = {"due": due, "policies": others, "today": today}
    return render(request, "services/policy_desk.html", context)


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
    return render(request, "services/policy_evaluate.html", context, status=status)
