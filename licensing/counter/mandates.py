# SPDX-License-Identifier: Apache-2.0
"""Registering at the counter who may act for whom, from the papers on the desk, and ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from licensing.counter.forms import (
    CourtForm,
    HelperForm,
    MandateForm,
    ParentForm,
    RelativeForm,
    StandingForm,
    leave_unasked,
)
from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_enterprise, ensure_person
from portal.kernel.accounts.id_kinds import id_key
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.rules import normal_number
from portal.kernel.accounts.words import Confirmed, MandateKind, Role
from portal.kernel.acts import act
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.http import numbers
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.problems import show
from portal.kernel.mandates.asking import latest_day_problems, minor_problems
from portal.kernel.mandates.ending import end_mandate, given_of, tell_granted
from portal.kernel.mandates.parents import look_after
from services.items.queries import current_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

    from services.items.models.version import OfferingVersion


def _agent(data: dict[str, Any]) -> User:
    found = User.objects.filter(
        person__id_digest=digest(id_key(data["agent_id_kind"], data["agent_id_number"]))
    ).first()
    if found is None:
        raise Invalid(
            "no_account",
            _("这个证件号码还没有核验过身份的账号。请代办人先开通账号，再在窗口核验身份。"),
            "agent_id_number",
        )
    return found


def _enterprise(data: dict[str, Any], by: User) -> Party:
    return ensure_enterprise(
        name=data["name"], uscc=data["uscc"], code_reason=data["code_reason"], by=by
    )


def _of_enterprise(data: dict[str, Any], by: User) -> Mandate:
    return grant_mandate(
        agent=_agent(data), principal=_enterprise(data, by), valid_to=data["valid_to"], by=by
    )


def _version(matter: str) -> OfferingVersion:
    version = current_version(matter)
    if version is None:
        raise Invalid("matter", _("没有这个编码的事项，请在办事指南里核对。"), "matter")
    return version


def _helper(username: str) -> User:
    found = User.objects.filter(
        username=username.strip().lower(), is_active=True, staff__isnull=False
    ).first()
    if found is None or Role.HELPER not in roles_of(found):
        raise Invalid("helper", _("没有这个帮办代办员，请核对登录名。"), "helper")
    return found


def _of_helper(data: dict[str, Any], by: User) -> Mandate:
    if problems := latest_day_problems(data["valid_to"], clock.now()):
        raise Invalid.many(problems)
    version = _version(data["matter"].strip())
    return grant_mandate(
        agent=_helper(data["helper"]),
        principal=ensure_person(
            name=data["name"], id_number=data["id_number"], phone=None, id_kind=data["id_kind"]
        ),
        kind=MandateKind.HELPER,
        valid_to=data["valid_to"],
        by=by,
        matter=version.offering.code,
        matter_name=version.name,
    )


def _of_relative(data: dict[str, Any], by: User) -> Mandate:
    matter = data["matter"].strip()
    version = _version(matter) if matter else None
    at = clock.now()
    problems = minor_problems(data["id_number"], clock.local_date(at))
    problems += latest_day_problems(data["valid_to"], at)
    if problems:
        raise Invalid.many(problems)
    agent = _agent(data)
    principal = ensure_person(
        name=data["name"], id_number=data["id_number"], phone=None, id_kind=data["id_kind"]
    )
    if principal.pk == agent.person_id:
        raise Invalid("own_number", _("代办人就是本人，不用委托。"), "id_number")
    return grant_mandate(
        agent=agent,
        principal=principal,
        kind=MandateKind.RELATIVE,
        valid_to=data["valid_to"],
        by=by,
        relation=data["relation"],
        matter=matter,
        matter_name=version.name if version is not None else "",
    )


def _of_child(data: dict[str, Any], by: User) -> Mandate:
    return look_after(
        agent=_agent(data),
        name=data["name"],
        id_number=data["id_number"],
        id_kind=data["id_kind"],
        born_on=data["born_on"],
        by=by,
        at=clock.now(),
    )


def _by_court(data: dict[str, Any], by: User) -> Mandate:
    return grant_mandate(
        agent=_agent(data),
        principal=_enterprise(data, by),
        kind=data["kind"],
        valid_from=data["valid_from"],
        valid_to=data["valid_to"],
        by=by,
        confirmed=Confirmed.COURT,
        paper=data["paper"],
    )


#: What can be registered: the address, the heading, what to check, the form and how it is done.
KINDS: dict[str, tuple[Any, Any, type[forms.Form], Callable[[dict[str, Any], User], Mandate]]] = {
    "enterprise": (
        gettext_lazy("单位委托"), gettext_lazy("核对营业执照、授权委托书和代办人身份证原件后登记。"),
        MandateForm, _of_enterprise,
    ),
    "relative": (
        gettext_lazy("亲友代办"), gettext_lazy("本人在场，或者有本人签名的委托书。核对双方证件原件后登记。"),
        RelativeForm, _of_relative,
    ),
    "helper": (
        gettext_lazy("帮办代办"),
        gettext_lazy("本人在场签字，或者有本人签名的委托书。只办一个事项；帮办代办员自己不能登记。"),
        HelperForm, _of_helper,
    ),
    "parent": (
        gettext_lazy("父母替孩子"),
        gettext_lazy("核对户口簿或者出生医学证明、父母的身份证原件后登记。到孩子满18周岁为止。"),
        ParentForm, _of_child,
    ),
    "court": (
        gettext_lazy("破产管理人、清算组"),
        gettext_lazy("核对法院指定管理人的决定书和代办人身份证原件后登记。登记后，这家单位的其他委托暂停。"),
        CourtForm, _by_court,
    ),
}  # fmt: skip


@act
def _register(kind: str, data: dict[str, Any], by: User) -> Mandate:
    mandate = KINDS[kind][3](data, by)
    tell_granted(mandate)
    return mandate


@staff_only(Role.CLERK)
@require_http_methods(["GET", "POST"])
def mandates(request: HttpRequest, kind: str = "enterprise") -> HttpResponse:
    """Take in one mandate; it holds at once."""
    if kind not in KINDS:
        raise Http404
    title, hint, shape, _do = KINDS[kind]
    form = shape(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _register(kind, form.cleaned_data, user_of(request))
        except PortalError as error:
            show(form, error)
        else:
            messages.success(request, _("委托已登记，当场生效。"))
            return HttpResponseRedirect(request.path)
    if "code_reason" in form.fields:
        leave_unasked(form, ("code_reason",))
    kinds = [
        {"title": one[0], "is_here": code == kind, "address": _address(code)}
        for code, one in KINDS.items()
    ]
    return render(
        request,
        "licensing/counter/mandates.html",
        {"form": form, "title": title, "hint": hint, "kinds": kinds},
        status=400 if form.errors else 200,
    )


def _address(kind: str) -> str:
    if kind == "enterprise":
        return reverse("licensing:counter_mandates")
    return reverse("licensing:counter_mandates_of", args=[kind])


@staff_only(Role.CLERK)
@require_http_methods(["GET", "POST"])
def standing(request: HttpRequest) -> HttpResponse:
    """Show who may act for somebody whose paper lies on the desk, and end one of it."""
    form = StandingForm(request.POST or None)
    rows: list[Mandate] | None = None
    if request.method == "POST" and form.is_valid():
        rows = _standing_of(**form.cleaned_data)
        wanted = numbers.key(request.POST.get("mandate"))
        if wanted:
            mandate = next((one for one in rows if one.pk == wanted), None)
            if mandate is None:
                raise Http404
            end_mandate(mandate=mandate, by=user_of(request), at=clock.now())
            messages.success(request, _("委托已结束，当场生效。"))
            return HttpResponseRedirect(request.path)
    return render(
        request,
        "licensing/counter/mandates_standing.html",
        {"form": form, "rows": rows},
        status=400 if form.errors else 200,
    )


def _standing_of(*, id_kind: str, number: str) -> list[Mandate]:
    normal = normal_number(number)
    known = Q(id_digest=digest(id_key(id_kind, normal))) | Q(uscc=normal)
    party = Party.objects.filter(known).first()
    return list(given_of(party, clock.today())) if party is not None else []
