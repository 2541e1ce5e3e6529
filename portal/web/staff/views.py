# SPDX-License-Identifier: Apache-2.0
"""Staff accounts: finding, taking on, moving, disabling, unlocking; the review of rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

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
from portal.kernel.accounts.models import StaffMember, StaffRole
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.errors import PortalError
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.problems import show
from portal.kernel.staff import actions, moves, reviews
from portal.kernel.staff.models import StaffMove
from portal.kernel.staff.queries import find_staff
from portal.kernel.staff.rules import KEEPERS, REVIEWERS
from portal.web.staff.forms import DisableForm, MoveForm, NewForm, NoForm, ResetForm

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User

PAGE = 30
#: Which door is lit on the pages behind the desk.
NAV = "web:staff_desk"
#: Overdue reviews that the desk shows.
MOST_OVERDUE = 50
#: Which accounts a filter shows: ``is_active`` of the search.
STATES: dict[str, bool | None] = {"active": True, "disabled": False, "all": None}
_STATE_WORDS = {"active": _("在用"), "disabled": _("已停用"), "all": _("全部")}


@staff_only(*REVIEWERS)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Find people; the rights whose review is late stand beside them."""
    words = request.GET.get("q", "").strip()
    role = request.GET.get("role", "")
    state = request.GET.get("state", "active")
    role, state = role if role in Role.values else "", state if state in STATES else "active"
    today = clock.today()
    found = find_staff(words=words, role=role, is_active=STATES[state], on=today)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    late = reviews.overdue(today)
    context = {
        "page": page,
        "words": words,
        "role": role,
        "state": state,
        "roles": Role.choices,
        "states": _STATE_WORDS.items(),
        "query": urlencode({"q": words, "role": role, "state": state}),
        "late": late[:MOST_OVERDUE],
        "late_count": len(late),
        "may_keep": _may_keep(user_of(request)),
    }
    return render(request, "web/staff/desk.html", context)


def _may_keep(user: User) -> bool:
    return bool(roles_of(user) & KEEPERS)


def password_once(request: HttpRequest, member: StaffMember, password: str) -> HttpResponse:
    """Show a first password, once: the answer is kept nowhere."""
    context = {"member": member, "password": password, "nav": NAV}
    response = render(request, "web/staff/password_once.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@staff_only(*KEEPERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take somebody on; the first password is shown once."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member, password = actions.add_staff(
                by=user_of(request), at=clock.now(), **form.cleaned_data
            )
        except PortalError as error:
            show(form, error)
        else:
            return password_once(request, member, password)
    status = 400 if form.errors else 200
    return render(request, "web/staff/new.html", {"form": form, "nav": NAV}, status=status)


# -- One member --------------------------------------------------------------------------------


FORMS: dict[str, Any] = {
    "move": MoveForm,
    "disable": DisableForm,
    "reset": ResetForm,
    "unlock": NoForm,
    "enable": NoForm,
}


def _member(pk: int) -> StaffMember:
    return get_object_or_404(StaffMember.objects.select_related("user", "organ", "centre"), pk=pk)


@staff_only(*REVIEWERS)
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one member: the post, its rights and their reviews, and what can be done."""
    return _person(request, _member(pk), {})


def _person(
    request: HttpRequest, member: StaffMember, bound: dict[str, forms.Form]
) -> HttpResponse:
    user, today = user_of(request), clock.today()
    is_own = member.user_id == user.pk
    context = {
        "member": member,
        "rights": reviews.rights_of(member, today),
        "moves": StaffMove.objects.filter(staff=member, ended_at=None).select_related(
            "organ", "centre"
        ),
        "forms": {name: bound.get(name) or form(member=member) for name, form in FORMS.items()},
        "opened": next(iter(bound), ""),
        "is_own": is_own,
        "may_keep": _may_keep(user) and not is_own,
        "now": clock.now(),
        "nav": NAV,
    }
    return render(request, "web/staff/person.html", context, status=400 if bound else 200)


@staff_only(*KEEPERS)
@require_POST
def person_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Carry one act out on a member; a first password is shown once."""
    member = _member(pk)
    if verb not in FORMS:
        raise Http404
    form = FORMS[verb](request.POST, member=member)
    if form.is_valid():
        try:
            password = _carry_out(request, verb, member, form.cleaned_data, at=clock.now())
        except PortalError as error:
            show(form, error)
        else:
            if password:
                return password_once(request, member, password)
            return HttpResponseRedirect(reverse("web:staff_person", args=[member.pk]))
    return _person(request, member, {verb: form})


def _carry_out(
    request: HttpRequest, verb: str, member: StaffMember, data: dict[str, Any], *, at: datetime
) -> str:
    """Call the act of a verb and say what it did; returns a first password, else nothing."""
    by = user_of(request)
    if verb == "enable":
        return actions.enable(member=member, by=by, at=at)
    if verb == "reset":
        return actions.reset_second_factor(member=member, by=by, at=at, **data)
    if verb == "unlock":
        actions.unlock(member=member, by=by, at=at)
        messages.success(request, gettext("已解锁，本人可以重新登录。"))
    elif verb == "move":
        ordered = moves.move(member=member, by=by, at=at, **data)
        begun = ordered.begun_at is not None
        messages.success(
            request, gettext("已调到新岗位。") if begun else gettext("已登记，到首日自动生效。")
        )
    else:
        passed, pooled = actions.disable(member=member, by=by, at=at, **data)
        told = gettext("账号已停用。%(passed)s件交给接手人，%(pooled)s件交回岗位。")
        messages.success(request, told % {"passed": passed, "pooled": pooled})
    return ""


@staff_only(*REVIEWERS)
@require_POST
def review_right(request: HttpRequest, pk: int, right: int, verb: str) -> HttpResponse:
    """Confirm one right or withdraw it."""
    held = get_object_or_404(StaffRole.objects.select_related("staff__user"), pk=right, staff=pk)
    by, at = user_of(request), clock.now()
    if verb == "confirm":
        reviews.confirm_right(right=held, by=by, at=at)
        messages.success(request, gettext("已确认保留。"))
    elif verb == "withdraw":
        _passed, pooled = reviews.withdraw_right(right=held, by=by, at=at)
        told = gettext("已收回，手上的%(pooled)s件交回岗位。")
        messages.success(request, told % {"pooled": pooled})
    else:
        raise Http404
    if request.POST.get("from") == "desk":
        return HttpResponseRedirect(reverse("web:staff_desk"))
    return HttpResponseRedirect(reverse("web:staff_person", args=[pk]))
