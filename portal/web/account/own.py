# SPDX-License-Identifier: Apache-2.0
"""What one does with one's own account: password, mail, phone, devices, a forgotten password."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.accounts.phones import can_get_texts, stored_phone
from portal.kernel.accounts.queries import meant_by
from portal.kernel.accounts.rules import check_phone, sign_in_name
from portal.kernel.errors import PortalError
from portal.kernel.http import numbers
from portal.kernel.http.access import signed_in, user_of
from portal.kernel.http.limits import limited
from portal.kernel.http.problems import show
from portal.kernel.identity import keeping
from portal.kernel.identity.codes import Spent, is_reachable, open_code, send_code
from portal.kernel.identity.models import CodePurpose
from portal.kernel.identity.own_data import take_own_data

if TYPE_CHECKING:
    from collections.abc import Callable


def _help() -> str:
    return " ".join(password_validators_help_texts())


#: What the validators ask, in the reader's language.
password_help = lazy(_help, str)

#: What became of a typed code, in words.
SPENT = {
    Spent.WRONG: _("验证码不对，请核对短信。"),
    Spent.OVER: _("验证码已过期或者输错太多次，请重新发送。"),
}


def password_field(label: Any, *, fresh: bool) -> forms.CharField:
    """Return an input for a password, a new one with what it must be."""
    return forms.CharField(
        label=label,
        max_length=128,
        strip=False,
        help_text=password_help() if fresh else "",
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password" if fresh else "current-password"}
        ),
    )


CODE = _("短信验证码")


def code_field(label: Any = CODE) -> forms.CharField:
    """Return an input for a code from a short message."""
    return forms.CharField(
        label=label,
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasswordForm(forms.Form):
    """The password now, and the new one."""

    current = password_field(_("现在的密码"), fresh=False)
    password = password_field(_("新密码"), fresh=True)


class FirstPasswordForm(forms.Form):
    """The password of an account that has none yet."""

    password = password_field(_("新密码"), fresh=True)


class MailForm(forms.Form):
    """Where mails go."""

    email = forms.CharField(
        label=_("电子邮箱"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    current = password_field(_("现在的密码"), fresh=False)


class OwnDataForm(forms.Form):
    """The password, before everything that is kept goes out."""

    current = password_field(_("现在的密码"), fresh=False)


class NewPhoneForm(forms.Form):
    """The new phone, to which a code is sent."""

    phone = forms.CharField(
        label=_("新手机号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        for problem in check_phone(phone):
            raise forms.ValidationError(problem.message, code=problem.code)
        if not can_get_texts(phone):
            raise forms.ValidationError(_("这个号码收不到短信，请填手机号。"), code="no_mobile")
        return stored_phone(phone)


class NewPhoneCodeForm(forms.Form):
    """The code that came to the new phone, and the password."""

    code = code_field()
    current = password_field(_("现在的密码"), fresh=False)


class WhoForm(forms.Form):
    """Whose password is forgotten."""

    username = forms.CharField(
        label=_("登录名、手机号或者证件号码"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )


class RecoverForm(forms.Form):
    """The code from the phone or the window, and a new password."""

    code = code_field()
    password = password_field(_("新密码"), fresh=True)


#: When somebody last came in by a provider: for so many seconds he may set a first password.
CAME_AT, FRESH = "came_by_door_at", 600


def _page(request: HttpRequest, title: str, form: forms.Form | None, **more: Any) -> HttpResponse:
    context = {"title": title, "form": form, **more}
    status = 400 if form is not None and form.errors else 200
    return render(request, "web/account/own_form.html", context, status=status)


def _done(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("web:account"))


def _try(form: forms.Form, act: Callable[[], Any]) -> Any:
    """Do an act and return what it answers; None with the problems at the form's fields."""
    try:
        return act()
    except PortalError as error:
        show(form, error)
        return None


@sensitive_post_parameters("current", "password")
@signed_in
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password, or set the first one; other devices are signed out."""
    user = user_of(request)
    is_first = not user.has_usable_password()
    if is_first and not came_just_now(request):
        hint = gettext(
            "这个账号还没有密码。请先退出，再用绑定的方式登录一次，登录后十分钟内来这里设密码。"
        )
        return _page(request, gettext("设一个密码"), None, hint=hint)
    form = (FirstPasswordForm if is_first else PasswordForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = request.session.session_key or ""
        change = keeping.set_first_password if is_first else keeping.change_password
        changed = _try(form, lambda: change(user=user, keep=key, **form.cleaned_data))
        if changed is not None:
            update_session_auth_hash(request, changed)
            note(request, changed)
            return _done(request, gettext("密码已更换，其他设备已退出登录。"))
    return _page(request, gettext("设一个密码") if is_first else gettext("更换密码"), form)


@sensitive_post_parameters("current")
@signed_in
@require_http_methods(["GET", "POST"])
@limited("own_data", most=10, seconds=3600)
def own_data(request: HttpRequest) -> HttpResponse:
    """Hand everything that is kept about the person over as a file."""
    user = user_of(request)
    form = OwnDataForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        current = form.cleaned_data["current"]
        at = clock.now()
        data = _try(form, lambda: take_own_data(user=user, current=current, at=at))
        if data is not None:
            text = json.dumps(data, ensure_ascii=False, indent=2)
            answer = HttpResponse(text, content_type="application/json; charset=utf-8")
            name = quote(f"我的个人信息_{clock.local_date(at)}.json")
            answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
            answer["Cache-Control"] = "private, no-store"
            return answer
    hint = gettext(
        "包括账号、办件、证照、投诉、信用记录、消息，以及谁看过您的信息。文件里没有遮挡，请保管好。"
    )
    return _page(request, gettext("下载我的个人信息"), form, hint=hint, label=gettext("下载"))


def came_just_now(request: HttpRequest) -> bool:
    """Tell whether the owner of this session has proven who he is by a provider a moment ago."""
    since = int(clock.now().timestamp()) - int(request.session.get(CAME_AT, 0))
    return 0 <= since <= FRESH


def note(request: HttpRequest, user: User) -> None:
    """Note the session of this browser for the list of the account's devices."""
    keeping.note_session(
        user=user,
        session_key=request.session.session_key or "",
        browser=request.headers.get("User-Agent", ""),
        at=clock.now(),
    )


@sensitive_post_parameters("current")
@signed_in
@require_http_methods(["GET", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    """Change where mails go."""
    user = user_of(request)
    if user.person is None:
        raise Http404
    form = MailForm(request.POST or None, initial={"email": user.person.email})
    if request.method == "POST" and form.is_valid():
        _try(form, lambda: keeping.change_mail(user=user, **form.cleaned_data))
        if not form.errors:
            return _done(request, gettext("电子邮箱已更换。"))
    return _page(request, gettext("更换电子邮箱"), form)


@sensitive_post_parameters("current")
@signed_in
@limited("new_phone", most=60, seconds=600)
@require_http_methods(["GET", "POST"])
def new_phone(request: HttpRequest) -> HttpResponse:
    """Change the phone: a code goes to the new one first."""
    user, at = user_of(request), clock.now()
    if user.person is None:
        raise Http404
    title = gettext("更换手机号")
    if "code" in request.POST:
        form: forms.Form = NewPhoneCodeForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            spent = _try(
                form,
                lambda: keeping.change_phone(
                    user=user, current=given["current"], typed=given["code"], at=at
                ),
            )
            if spent == Spent.RIGHT:
                return _done(request, gettext("手机号已更换。"))
            if spent is not None:
                form.add_error("code", str(SPENT[spent]))
    elif request.method == "POST":
        asked = NewPhoneForm(request.POST)
        if not asked.is_valid() or not _sent(asked, user, at):
            return _page(request, title, asked, label=gettext("发送验证码"))
        form = NewPhoneCodeForm()
    else:
        return _page(request, title, NewPhoneForm(), label=gettext("发送验证码"))
    sent = open_code(user, CodePurpose.NEW_PHONE, at)
    if sent is None and not form.errors:
        return _page(request, title, NewPhoneForm(), label=gettext("发送验证码"))
    return _page(request, title, form, shown=shown_code(sent))


def _sent(form: forms.Form, user: User, at: Any) -> bool:
    phone = form.cleaned_data["phone"]
    return (
        _try(form, lambda: send_code(user=user, purpose=CodePurpose.NEW_PHONE, phone=phone, at=at))
        is not None
    )


def shown_code(sent: Any) -> str:
    """The code itself where a demo sends no real messages."""
    return sent.code if sent is not None and settings.SMS_FILE_PATH else ""


@signed_in
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign one other device out, or all others."""
    user = user_of(request)
    only = numbers.key(request.POST.get("session")) or None
    keeping.end_sessions(user=user, keep=request.session.session_key or "", only=only)
    return _done(request, gettext("已退出登录。"))


# -- A forgotten password ----------------------------------------------------------------------

ASKED = "recover_user"


@limited("forgot", most=60, seconds=600)
@require_http_methods(["GET", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """Ask whose password is forgotten, and send a code if its phone is proven.

    The answer is the same whoever is meant.
    """
    form = WhoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = meant_by(sign_in_name(form.cleaned_data["username"]))
        user = keeping.recoverable(found)
        meant = user or found.filter(staff__isnull=True).first()  # a window may give it a code
        request.session[ASKED] = meant.pk if meant is not None else 0
        handed = open_code(meant, CodePurpose.RECOVER, clock.now()) if meant is not None else None
        if user is not None and is_reachable() and (handed is None or handed.phone):
            waiting = forms.Form({})
            waiting.is_valid()
            _try(waiting, lambda: send_code(user=user, purpose=CodePurpose.RECOVER, at=clock.now()))
        return HttpResponseRedirect(reverse("web:recover"))
    return _page(
        request, gettext("找回密码"), form, label=gettext("下一步"),
        hint=gettext("账号核验过手机号的，会收到验证码；没有的，带证件到任一窗口找回。"),
    )  # fmt: skip


@sensitive_post_parameters("code", "password")
@limited("recover", most=60, seconds=600)
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Set a new password by the code."""
    user = User.objects.filter(pk=request.session.get(ASKED) or 0, is_active=True).first()
    if ASKED not in request.session:
        return HttpResponseRedirect(reverse("web:forgot"))
    form, at = RecoverForm(request.POST or None), clock.now()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        spent = _recovered(form, user, given, at)
        if spent == Spent.RIGHT:
            del request.session[ASKED]
            messages.success(request, gettext("密码已重设，请用新密码登录。"))
            return HttpResponseRedirect(reverse("web:login"))
        if spent is not None:
            form.add_error("code", str(SPENT[Spent.OVER]))
    sent = open_code(user, CodePurpose.RECOVER, at) if user is not None else None
    return _page(
        request, gettext("找回密码"), form, label=gettext("重设密码"), shown=shown_code(sent),
        hint=gettext("输入手机收到的或者窗口给您的验证码，再设一个新密码。"),
    )  # fmt: skip


def _recovered(form: forms.Form, user: User | None, given: dict[str, str], at: Any) -> Any:
    def act() -> Spent:
        if user is None:
            keeping.require_password(User(), given["password"], "password")
            return Spent.OVER
        return keeping.recover(user=user, typed=given["code"], password=given["password"], at=at)

    return _try(form, act)
