# SPDX-License-Identifier: Apache-2.0
"""Proposals, each with its effect; the rules of law and city with a form for another value."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.queries import roles_of
from portal.kernel.changes import actions
from portal.kernel.changes.kinds import fixed, kind_of, look, shown
from portal.kernel.changes.law import MOST_CITATION, MOST_VALUE, RULE, shown_value
from portal.kernel.changes.models import Change
from portal.kernel.changes.queries import visible_to
from portal.kernel.changes.states import CONFIRMERS, ChangeState
from portal.kernel.city_rules import CityRule, rule_book
from portal.kernel.errors import PortalError, Stale
from portal.kernel.http.access import require, staff_only, user_of
from portal.kernel.http.problems import show
from portal.web.calendar.forms import day_field
from services.items.law import FEE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

PAGE = 30
NAV = "web:changes"


@staff_only(*CONFIRMERS)
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """List what waits for somebody's confirmation, and what became of the rest."""
    user = user_of(request)
    rows = visible_to(user)
    decided = rows.exclude(state=ChangeState.PROPOSED)
    page = Paginator(decided, PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": _named(rows.filter(state=ChangeState.PROPOSED)),
        "page": page,
        "decided": _named(page),
        "sees_rules": bool(roles_of(user) & {*RULE.proposers, RULE.confirmer}),
        "sees_charges": bool(roles_of(user) & {*FEE.proposers, FEE.confirmer}),
    }
    return render(request, "web/changes/changes.html", context)


def _named(rows: Iterable[Change]) -> list[tuple[Change, StrOrPromise]]:
    return [(one, kind_of(one.kind).label) for one in rows]


class AnswerForm(forms.Form):
    """Why a proposal is turned down."""

    reason = forms.CharField(label=_("不同意的理由"), max_length=actions.MOST_REASON)


@staff_only(*CONFIRMERS)
@require_safe
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one proposal: before and after, the effect as it is now, and what can be done."""
    return _page(request, get_object_or_404(visible_to(user_of(request)), pk=pk))


def _page(
    request: HttpRequest, found: Change, form: forms.Form | None = None, *, stale: str = ""
) -> HttpResponse:
    user, sort = user_of(request), kind_of(found.kind)
    is_open = found.state == ChangeState.PROPOSED
    is_own = found.proposed_by_id == user.pk
    # what was decided is shown as it was; what is open, as it is now
    told = shown(sort, found.payload, clock.today()) if is_open else found.shown
    seen = look(fixed(sort, found.payload, clock.today())) if is_open else ""
    context = {
        "change": found,
        "kind_name": sort.label,
        "told": told,
        "seen": seen,
        "differs": is_open and seen != look(found.shown),
        "is_open": is_open,
        "is_own": is_own,
        "may_confirm": is_open and not is_own and found.confirmer in roles_of(user),
        "form": form or AnswerForm(),
        "stale": stale,
        "nav": NAV,
    }
    status = 400 if form is not None else 409 if stale else 200
    return render(request, "web/changes/change.html", context, status=status)


@staff_only(*CONFIRMERS)
@require_POST
def change_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Confirm, reject or take back a proposal."""
    by, at = user_of(request), clock.now()
    found = get_object_or_404(visible_to(by), pk=pk)
    if verb == "confirm":
        try:
            actions.confirm(change=found, seen=request.POST.get("seen", ""), by=by, at=at)
        except Stale as error:
            return _page(request, found, stale=str(error.message))
        messages.success(request, gettext("已确认，变更按生效日期执行。"))
    elif verb == "reject":
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return _page(request, found, form)
        try:
            actions.reject(change=found, by=by, at=at, **form.cleaned_data)
        except PortalError as error:
            show(form, error)
            return _page(request, found, form)
        messages.success(request, gettext("已退回，提出人会收到理由。"))
    elif verb == "withdraw":
        actions.withdraw(change=found, by=by, at=at)
        messages.success(request, gettext("已撤回。"))
    else:
        raise Http404
    return HttpResponseRedirect(reverse("web:change", args=[found.pk]))


# -- Rules of law and city ---------------------------------------------------------------------


ROLES = (*sorted(RULE.proposers), RULE.confirmer)


@staff_only(*ROLES)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules that hold today, and those that are to come."""
    today = clock.today()
    coming: dict[str, CityRule] = {}
    for row in CityRule.objects.filter(effective_on__gt=today).order_by("-effective_on"):
        coming[row.code] = row
    rows = {**coming, **rule_book(today).rows}
    found = [
        {"rule": row, "value": shown_value(row), "next": coming.get(code), "next_value": (
            shown_value(coming[code]) if code in coming else ""
        )}
        for code, row in sorted(rows.items(), key=lambda one: (one[1].is_own, one[1].label))
    ]  # fmt: skip
    return render(request, "web/changes/rules.html", {"rules": found, "nav": NAV})


class RuleForm(forms.Form):
    """Another value of a rule, its source and from when."""

    value = forms.IntegerField(label=_("新的数值"), min_value=0, max_value=MOST_VALUE)
    is_on = forms.BooleanField(label=_("启用"), required=False)
    citation = forms.CharField(
        label=_("依据"), max_length=MOST_CITATION, help_text=_("文件名称和条款。")
    )
    effective_on = day_field(_("生效日期"), help_text=_("最早明天。"))
    reason = forms.CharField(
        label=_("为什么变更"),
        max_length=actions.MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, rule: CityRule, **kwargs: Any) -> None:
        kwargs["initial"] = {"value": rule.value, "is_on": rule.is_on, "citation": rule.citation}
        super().__init__(*args, **kwargs)
        if not rule.unit:
            self.fields["value"].required = False
            self.fields["value"].widget = forms.HiddenInput()

    def payload(self, rule: CityRule) -> dict[str, Any]:
        """Return what is proposed, as JSON keeps it."""
        data = self.cleaned_data
        day: datetime.date = data["effective_on"]
        return {
            "code": rule.code,
            "value": data["value"] if data["value"] is not None else rule.value,
            "is_on": data["is_on"],
            "citation": data["citation"],
            "effective_on": day.isoformat(),
        }


@staff_only(*ROLES)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Show a rule with its story; propose another value."""
    user = user_of(request)
    rows = list(CityRule.objects.filter(code=code).order_by("-effective_on"))
    if not rows:
        raise Http404
    form = RuleForm(request.POST or None, rule=rows[0])
    if request.method == "POST":
        require(user, *RULE.proposers)
        if form.is_valid():
            try:
                made = actions.propose(
                    kind=RULE.code, payload=form.payload(rows[0]), by=user, at=clock.now(),
                    reason=form.cleaned_data["reason"],
                )  # fmt: skip
            except PortalError as error:
                show(form, error)
            else:
                messages.success(request, gettext("已提出，等另一人确认。"))
                return HttpResponseRedirect(reverse("web:change", args=[made.pk]))
    context = {
        "rule": rows[0],
        "story": [(row, shown_value(row)) for row in rows],
        "form": form,
        "open": visible_to(user)
        .filter(kind=RULE.code, what=code, state=ChangeState.PROPOSED)
        .first(),
        "may_propose": bool(roles_of(user) & RULE.proposers),
        "nav": NAV,
    }
    return render(request, "web/changes/rule.html", context, status=400 if form.errors else 200)
