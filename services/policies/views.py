# SPDX-License-Identifier: Apache-2.0
"""Policies for enterprises: the cards, and which of them fit me, each with its reasons."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.kernel import clock
from portal.kernel.accounts.models import Party, User
from portal.kernel.accounts.queries import principals_of
from portal.kernel.accounts.words import PartyKind
from portal.kernel.http import numbers
from services.items.queries import current_version
from services.policies.forms import EnterpriseForm
from services.policies.rules import Fit, judge, of_code
from services.policies.trial import known_of_each, public

#: The best first.
_ORDER = {Fit.YES: 0, Fit.OPEN: 1, Fit.NO: 2}


def _enterprises(request: HttpRequest) -> list[Party]:
    """The enterprises that the visitor may act for; none for a stranger."""
    if not isinstance(request.user, User) or request.user.person_id is None:
        return []
    return list(principals_of(request.user).filter(kind=PartyKind.ENTERPRISE))


def _start_with(party: Party | None) -> dict[str, Any]:
    """What its code and the registers say of an enterprise, as the form holds it."""
    if party is None:
        return {}
    known = known_of_each([party], clock.today())[party.pk]
    return {name: getattr(known, name) for name in ("kind", "region", "industry", "founded_on")}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the policies in force; with the short form filled in, say which fit and why."""
    today = clock.today()
    parties = _enterprises(request)
    chosen = numbers.whole(request.GET.get("party"))
    party = next((one for one in parties if one.pk == chosen), None)
    has_told = "fit" in request.GET
    start_with = _start_with(party or (parties[0] if parties and not chosen else None))
    form = EnterpriseForm(request.GET if has_told else None, initial=start_with)
    rows: list[dict[str, Any]] = [
        {"policy": policy, "verdict": None}
        for policy in public().filter(valid_from__lte=today, valid_to__gte=today)
    ]
    if has_told:
        form.is_valid()
        who = form.enterprise()
        for row in rows:
            row["verdict"] = judge(row["policy"].conditions, who, today)
        rows.sort(key=lambda row: _ORDER[row["verdict"].fit])
    context = {
        "rows": rows,
        "form": form,
        "parties": parties,
        "party": party,
        "ended": public().filter(valid_to__lt=today).select_related("evaluation"),
    }
    return render(
        request, "services/policies/policies.html", context, status=400 if form.errors else 200
    )


@require_safe
def policy(request: HttpRequest, code: str) -> HttpResponse:
    """One policy whole, with its evaluation when there is one."""
    found = get_object_or_404(public().select_related("evaluation", "item"), code=code)
    reasons = judge(found.conditions, of_code(""), clock.today()).reasons
    context = {
        "policy": found,
        "wanted": [reason.wanted for reason in reasons],
        "item_guide": found.item.code if found.item and current_version(found.item.code) else "",
        "is_over": found.valid_to < clock.today(),
        "evaluation": getattr(found, "evaluation", None),
    }
    return render(request, "services/policies/policy.html", context)
