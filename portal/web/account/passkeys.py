# SPDX-License-Identifier: Apache-2.0
"""The passkeys of a member of staff: adding, removing, and what sign-in asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.kernel import clock
from portal.kernel.errors import PortalError
from portal.kernel.http.access import signed_in, user_of
from portal.kernel.http.limits import limited
from portal.kernel.http.problems import show
from portal.kernel.passkeys import actions
from portal.kernel.passkeys.actions import Outcome
from portal.web.account import own

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User
    from portal.kernel.passkeys.models import Passkey

#: Under which keys the session keeps the one challenge that may be answered, and for how long.
_ADDING, _USING, _LIFE = "passkey_adding", "passkey_using", 300
#: Signs that an answer may have; a few hundred are usual, attestations have thousands.
MOST_ANSWER = 40_000


class NewForm(forms.Form):
    """What the passkey is to be called, and the password."""

    name = forms.CharField(
        label=_("名称"),
        max_length=actions.LONGEST_NAME,
        help_text=_("能认出它的名字，比如“办公电脑”“蓝色安全密钥”。"),
    )
    current = own.password_field(_("现在的密码"), fresh=False)


class RemoveForm(forms.Form):
    """The password."""

    current = own.password_field(_("现在的密码"), fresh=False)


def _owner(request: HttpRequest) -> User:
    user = user_of(request)
    if not actions.is_staff_account(user):
        raise Http404
    return user


def _keep(request: HttpRequest, key: str, challenge: str, **more: Any) -> None:
    at = int(clock.now().timestamp())
    request.session[key] = {"challenge": challenge, "at": at, **more}


def _take(request: HttpRequest, key: str) -> dict[str, Any] | None:
    """Return what the session keeps, once; None when there is nothing or it is too old."""
    kept = request.session.pop(key, None)
    if kept is None or not 0 <= int(clock.now().timestamp()) - kept["at"] <= _LIFE:
        return None
    return dict(kept)


def elsewhere(request: HttpRequest) -> str:
    """Return the portal's address when a visitor came by another one, where no passkey answers."""
    return settings.PUBLIC_URL if request.get_host() != urlsplit(settings.PUBLIC_URL).netloc else ""


@never_cache
@sensitive_post_parameters("current")
@signed_in
@require_http_methods(["GET", "POST"])
@limited("passkeys", most=60, seconds=600)
def passkeys(request: HttpRequest) -> HttpResponse:
    """Show one's passkeys; with name and password, lead on to making another."""
    user = _owner(request)
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.offer_passkey(user=user, **form.cleaned_data)
        except PortalError as error:
            show(form, error)
        else:
            name = form.cleaned_data["name"].strip()
            _keep(request, _ADDING, asked.challenge, name=name)
            context = {"name": name, "options": asked.options}
            return render(request, "web/account/passkey_new.html", context)
    context = {
        "form": form,
        "rows": actions.passkeys_of(user),
        "can_be_used": actions.can_be_used(),
        "elsewhere": elsewhere(request),
        "most": actions.MOST,
    }
    status = 400 if form.errors else 200
    return render(request, "web/account/passkeys.html", context, status=status)


@signed_in
@require_POST
@limited("passkey_new", most=60, seconds=600)
def add(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that the browser has made."""
    user, kept = _owner(request), _take(request, _ADDING)
    try:
        if kept is None:
            messages.error(request, gettext("这一步已经过期，请重新开始。"))
        else:
            actions.add_passkey(
                user=user, name=kept["name"], answer=_answer(request), challenge=kept["challenge"],
                at=clock.now(),
            )  # fmt: skip
            messages.success(request, gettext("通行密钥已添加，下次登录可以用它。"))
    except PortalError as error:
        messages.error(request, str(error.message))
    return HttpResponseRedirect(reverse("web:passkeys"))


def _answer(request: HttpRequest) -> str:
    answer = request.POST.get("answer", "")
    return answer if len(answer) <= MOST_ANSWER else ""


@sensitive_post_parameters("current")
@signed_in
@require_http_methods(["GET", "POST"])
@limited("passkey_remove", most=60, seconds=600)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of one's passkeys away."""
    user = _owner(request)
    passkey = get_object_or_404(actions.passkeys_of(user), pk=pk)
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_passkey(user=user, passkey=passkey, **form.cleaned_data)
        except PortalError as error:
            show(form, error)
        else:
            messages.success(request, gettext("通行密钥已移除。"))
            return HttpResponseRedirect(reverse("web:passkeys"))
    context = {
        "title": gettext("移除“%(name)s”") % {"name": passkey.name},
        "form": form,
        "hint": gettext("移除以后不能再用它登录。设备里存的那一份，请在设备的设置里另行删除。"),
        "label": gettext("移除"),
    }
    status = 400 if form.errors else 200
    return render(request, "web/account/own_form.html", context, status=status)


# -- Signing in --------------------------------------------------------------------------------


def ask(request: HttpRequest, user: User) -> str:
    """Return what the page of the second factor asks the browser; "" where there is no passkey."""
    asked = actions.ask_passkey(user)
    if asked is None:
        return ""
    _keep(request, _USING, asked.challenge, user=user.pk)
    return asked.options


def answered(request: HttpRequest, user: User) -> tuple[Passkey | None, str]:
    """Return the passkey that answered this session's challenge; else None and what to say."""
    kept = _take(request, _USING)
    if kept is None or kept["user"] != user.pk:
        return None, gettext("这一步已经过期，请重新开始。")
    outcome, passkey = actions.use_passkey(
        user=user, answer=_answer(request), challenge=kept["challenge"], at=clock.now()
    )
    if outcome == Outcome.COPIED:
        return None, gettext(
            "这个通行密钥可能被人复制过，没有登录。请换一种方式，并联系系统管理员。"
        )
    return passkey, gettext("通行密钥没有通过核验，请再试一次，或者换一种方式。")
