# SPDX-License-Identifier: Apache-2.0
"""谁替谁办: asking to act for a relative, agreeing to it, ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.models import Mandate, Party
from portal.kernel.accounts.rules import normal_number
from portal.kernel.accounts.words import AccountLevel, PartyKind, Relation
from portal.kernel.errors import PortalError
from portal.kernel.http.access import signed_in, user_of
from portal.kernel.http.id_kinds import IdKindField
from portal.kernel.http.limits import limited
from portal.kernel.http.problems import show
from portal.kernel.identity.codes import Spent, is_reachable, open_code
from portal.kernel.identity.models import CodePurpose
from portal.kernel.mandates import asking, representing
from portal.kernel.mandates.ending import end_mandate, given_by, held_by
from portal.kernel.registers.refreshing import refresh
from portal.web.account.own import SPENT, code_field, shown_code
from services.items.queries import current_version

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User
    from services.items.models.version import OfferingVersion


class AskForm(forms.Form):
    """For whom, what one is to them, and for how long."""

    relation = forms.ChoiceField(label=_("我是本人的"), choices=Relation.choices)
    name = forms.CharField(label=_("本人姓名"), max_length=100)
    id_kind = IdKindField(label=_("本人证件类型"))
    id_number = forms.CharField(label=_("本人证件号码"), max_length=24)
    phone = forms.CharField(
        label=_("本人手机号"), max_length=40, help_text=_("验证码发到这个手机，请本人念给您。"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=_("替办什么"),
        choices=(("one", _("只办这一个事项")), ("all", _("全部事项"))),
        widget=forms.RadioSelect,
        initial="one",
    )
    valid_to = forms.DateField(
        label=_("办到哪天"), widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, *args: Any, version: OfferingVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if version is None:
            del self.fields["scope"]
        else:
            self.fields["scope"].choices = (  # type: ignore[attr-defined]
                ("one", gettext("只办“%(item)s”") % {"item": version.name}),
                ("all", gettext("全部事项")),
            )


class EnterpriseForm(forms.Form):
    """Which enterprise the user is the legal representative of."""

    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=24)


class AgreedForm(forms.Form):
    """The code that came to the phone of the person concerned."""

    code = code_field(_("本人手机收到的验证码"))


@signed_in
@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """Show for whom one may act, who may act for oneself, and what waits for an answer."""
    user, at = user_of(request), clock.now()
    today = clock.local_date(at)
    return render(
        request,
        "web/account/mandates.html",
        {
            "held": held_by(user, today),
            "given": given_by(user, today),
            "asked": asking.open_request(user, at),
            "requests": asking.requests_to(user, at),
            "person": user.person,
            "is_unverified": user.level == AccountLevel.UNVERIFIED,
            "today": today,
        },
    )


@signed_in
@limited("ask_mandate", most=30, seconds=3600)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to act for a relative; the person's phone gets a code."""
    user, at = user_of(request), clock.now()
    if user.person is None:
        raise Http404
    code = request.GET.get("item", "")
    version = current_version(code) if code else None
    form = AskForm(
        request.POST or None, version=version, initial={"valid_to": asking.longest_day(at)}
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        is_one = version is not None and given.pop("scope") == "one"
        if is_one and version is not None:
            given |= {"matter": version.offering.code, "matter_name": version.name}
        try:
            asking.ask_mandate(agent=user, at=at, **given)
        except PortalError as error:
            show(form, error)
        else:
            return HttpResponseRedirect(reverse("web:mandate_code"))
    return render(
        request,
        "web/account/mandate_ask.html",
        {
            "form": form,
            "version": version,
            "is_unverified": user.level == AccountLevel.UNVERIFIED,
            "can_send": is_reachable(),
            "longest": asking.longest_day(at),
        },
        status=400 if form.errors else 200,
    )


@signed_in
@limited("mandate_code", most=60, seconds=600)
@require_http_methods(["GET", "POST"])
def agreed(request: HttpRequest) -> HttpResponse:
    """Take the code that the person concerned was sent, or send another."""
    user, at = user_of(request), clock.now()
    asked = asking.open_request(user, at)
    if asked is None:
        return HttpResponseRedirect(reverse("web:mandates"))
    form = AgreedForm(request.POST if "code" in request.POST else None)
    refused = ""
    if "again" in request.POST:
        try:
            asking.send_again(agent=user, at=at)
        except PortalError as error:
            refused = str(error.message)
    elif form.is_bound and form.is_valid():
        spent = asking.agree_by_code(agent=user, typed=form.cleaned_data["code"], at=at)
        if spent == Spent.RIGHT:
            said = gettext("本人已同意，您现在可以替%(name)s办事了。")
            messages.success(request, said % {"name": asked.person.masked_name})
            return HttpResponseRedirect(_next(asked.matter))
        form.add_error("code", str(SPENT[spent]))
    sent = open_code(user, CodePurpose.MANDATE, at)
    return render(
        request,
        "web/account/mandate_code.html",
        {"form": form, "asked": asked, "sent": sent, "shown": shown_code(sent), "refused": refused},
        status=400 if form.errors or refused else 200,
    )


def _next(matter: str) -> str:
    """Return where to go on: to the application for the one matter, else to the list."""
    version = current_version(matter) if matter else None
    if version is not None and version.is_online:
        return reverse("licensing:apply", args=[matter])
    return reverse("web:mandates")


@signed_in
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to or decline what a relative asked for."""
    user, at = user_of(request), clock.now()
    asked = get_object_or_404(asking.requests_to(user, at), pk=pk)
    agrees = request.POST.get("answer") == "agree"
    asking.answer_request(request=asked, agrees=agrees, by=user, at=at)
    messages.success(
        request, gettext("已同意，对方可以替您办事了。") if agrees else gettext("已拒绝。")
    )
    return HttpResponseRedirect(reverse("web:mandates"))


@signed_in
@limited("represent", most=20, seconds=3600)
@require_http_methods(["GET", "POST"])
def represent(request: HttpRequest) -> HttpResponse:
    """Bind the enterprise whose legal representative one is by the register."""
    user, at = user_of(request), clock.now()
    if user.person is None:
        raise Http404
    form = EnterpriseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = normal_number(form.cleaned_data["uscc"])
        try:
            refresh(party=Party(kind=PartyKind.ENTERPRISE, uscc=code), by=user, at=at)
            found = representing.represent(user=user, uscc=code, at=at)
        except PortalError as error:
            show(form, error)
        else:
            said = gettext("您现在可以替%(name)s办事了。")
            messages.success(request, said % {"name": found.content_object.name})
            return HttpResponseRedirect(reverse("web:mandates"))
    hint = gettext("填统一社会信用代码。登记机关的数据里您是法定代表人的，当场绑定，不用跑窗口。")
    return render(
        request,
        "web/account/own_form.html",
        {"title": gettext("绑定我的企业"), "form": form, "hint": hint, "label": gettext("绑定")},
        status=400 if form.errors else 200,
    )


def _concerning(user: User) -> QuerySet[Mandate]:
    today = clock.today()
    mine = held_by(user, today).values("pk").union(given_by(user, today).values("pk"))
    found: QuerySet[Mandate] = Mandate.dated.filter(pk__in=mine)
    return found.select_related("content_object", "user__person")


@signed_in
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a mandate that one holds or has given."""
    user = user_of(request)
    mandate = get_object_or_404(_concerning(user), pk=pk)
    end_mandate(mandate=mandate, by=user, at=clock.now())
    messages.success(request, gettext("委托已结束，当场生效。"))
    return HttpResponseRedirect(reverse("web:mandates"))
