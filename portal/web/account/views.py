# SPDX-License-Identifier: Apache-2.0
"""Signing in and out, opening an account, seeing one's own data and who looked at it."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import devices_for_user, match_token

from portal.kernel import clock
from portal.kernel.accounts import actions
from portal.kernel.accounts.models import User
from portal.kernel.accounts.queries import meant_by
from portal.kernel.accounts.rules import sign_in_name
from portal.kernel.accounts.words import AccountLevel
from portal.kernel.audit.models import ReadLog
from portal.kernel.errors import Invalid, Refused, TooMany
from portal.kernel.http import sign_in, unsent
from portal.kernel.http.access import signed_in, user_of
from portal.kernel.http.id_kinds import IdKindField
from portal.kernel.http.limits import limited
from portal.kernel.http.problems import show
from portal.kernel.identity.codes import Spent, is_reachable, open_code, send_code
from portal.kernel.identity.keeping import sessions_of
from portal.kernel.identity.models import CodePurpose
from portal.kernel.identity.proving import opens_older_cases, prove_phone
from portal.kernel.passkeys.actions import is_staff_account, passkeys_of
from portal.kernel.passkeys.models import Passkey
from portal.web.account import doors, first, own, passkeys
from portal.web.account.entering import asked, enter, way_on

# -- Forms of sign-in and registration ---------------------------------------------------------


class LoginForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("登录名、手机号或者证件号码"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The one-time code of the second factor."""

    code = forms.CharField(
        label=_("动态验证码"),
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("打开手机上的验证器，输入六位数字。"),
    )


class RegisterForm(forms.Form):
    """A new account of a natural person."""

    name = forms.CharField(
        label=_("姓名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    id_kind = IdKindField()
    id_number = forms.CharField(label=_("证件号码"), max_length=24)
    phone = forms.CharField(
        label=_("手机号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(label=_("电子邮箱"), required=False)
    username = forms.CharField(
        label=_("登录名"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        help_text=_("4到64位的小写字母、数字或 _ . @ + -"),
    )
    password = own.password_field(_("密码"), fresh=True)


PENDING = "second_factor_user"


def _awaits_set_up(user: User) -> bool:
    """A first password opens nothing but the page for the own one."""
    return user.staff_member is not None and user.staff_member.first_password_to is not None


def _needs_second_factor(user: User) -> bool:
    """Staff, where the installation asks it of all; elsewhere those who have made a passkey."""
    if not is_staff_account(user):
        return False
    return bool(settings.STAFF_TOTP_REQUIRED) or passkeys_of(user).exists()


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; staff are then asked for a second factor."""
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = sign_in_name(form.cleaned_data["username"])
        owners = [one.pk for one in meant_by(name)]
        if wait := sign_in.seconds_to_wait(request, name, owners):
            raise TooMany(wait)
        user = authenticate(request, username=name, password=form.cleaned_data["password"])
        if user is None:
            sign_in.note_wrong_password(request, name)
        if user is not None and _awaits_set_up(user):
            request.session[first.SETTING_UP] = user.pk
            return HttpResponseRedirect(reverse("web:set_up"))
        if user is not None and _needs_second_factor(user):
            request.session[PENDING] = user.pk
            code_page = reverse("web:second_factor")
            return HttpResponseRedirect(f"{code_page}?{urlencode({'next': asked(request)})}")
        if user is not None:
            return enter(request, user)
        form.add_error(None, gettext("登录名或密码不对。连续输错会暂时锁定，请稍后再试。"))
    status = 200 if request.method == "GET" else 400
    is_kept = asked(request) == unsent.page()
    context = {
        "form": form, "next": asked(request), "is_kept": is_kept,
        "providers": settings.IDENTITY_PROVIDERS.values(),
    }  # fmt: skip
    return render(request, "web/account/login.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask staff for a passkey or the code of their device; without either nobody of staff gets in."""
    user = User.objects.filter(pk=request.session.get(PENDING) or 0, is_active=True).first()
    if user is None:
        return HttpResponseRedirect(reverse("web:login"))
    form = CodeForm(request.POST if "code" in request.POST else None)
    device, problem = None, ""
    if "answer" in request.POST:
        device, problem = passkeys.answered(request, user)
    elif request.method == "POST" and form.is_valid():
        device = match_token(user, form.cleaned_data["code"])
        if device is None:
            form.add_error("code", gettext("验证码不对或已过期，请输入最新的一个。"))
    if device is not None:
        del request.session[PENDING]
        return enter(request, user, device=device)
    others = devices_for_user(user, confirmed=True)
    context = {
        "form": form,
        "problem": problem,
        "has_code": any(not isinstance(one, Passkey) for one in others),
        "options": passkeys.ask(request, user),
        "elsewhere": passkeys.elsewhere(request),
        "next": asked(request),
    }
    status = 400 if problem or form.errors else 200
    return render(request, "web/account/second_factor.html", context, status=status)


@require_POST
def logout_page(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    unsent.forget_owner(request)
    logout(request)
    response = HttpResponseRedirect(reverse("web:home"))
    unsent.drop(request, response)
    return response


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@limited("register", most=60, seconds=600)
def register(request: HttpRequest) -> HttpResponse:
    """Open an account for a natural person and sign in."""
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.register_person(**form.cleaned_data)
        except Invalid as error:
            show(form, error)
        else:
            messages.success(request, gettext("账号已开通，欢迎。"))
            target = asked(request)
            enter(request, user)
            query = f"?{urlencode({'next': target})}" if target else ""
            return HttpResponseRedirect(f"{reverse('web:phone')}{query}")
    status = 200 if request.method == "GET" else 400
    context = {"form": form, "next": asked(request)}
    return render(request, "web/account/register.html", context, status=status)


class PhoneCodeForm(forms.Form):
    """The code that was sent to the account's phone."""

    code = own.code_field()


@signed_in
@limited("phone_code", most=60, seconds=600)
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Prove that the account's phone is one's own: send a code, and type it."""
    user, at = user_of(request), clock.now()
    if user.person is None or user.level != AccountLevel.UNVERIFIED:
        return HttpResponseRedirect(
            way_on(request, user, asked(request)) if asked(request) else reverse("web:account")
        )
    form = PhoneCodeForm(request.POST if "code" in request.POST else None)
    refused = ""
    if request.method == "POST" and "code" not in request.POST:
        try:
            send_code(user=user, purpose=CodePurpose.PHONE, at=at)
        except Refused as error:
            refused = str(error.message)
    elif request.method == "POST" and form.is_valid():
        spent = prove_phone(user=user, typed=form.cleaned_data["code"], at=at)
        if spent == Spent.RIGHT:
            messages.success(request, gettext("手机号已核验。"))
            return HttpResponseRedirect(way_on(request, user, asked(request)))
        form.add_error("code", str(own.SPENT[spent]))
    sent = open_code(user, CodePurpose.PHONE, at)
    context = {
        "form": form,
        "sent": sent,
        "shown": sent.code if sent is not None and settings.SMS_FILE_PATH else "",
        "person": user.person,
        "refused": refused,
        "can_send": is_reachable(),
        "later": way_on(request, user, asked(request)),
        "next": asked(request),
    }
    status = 400 if refused or form.errors else 200
    return render(request, "web/account/phone.html", context, status=status)


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own data, for whom one may act, and who opened one's data."""
    user = user_of(request)
    reads = ReadLog.objects.filter(
        Q(party=user.person_id or 0) | Q(party__same_as=user.person_id or 0)
    ).select_related("reader__staff__organ", "subject")
    return render(
        request,
        "web/account/account.html",
        {
            "person": user.person,
            "level": AccountLevel(user.level),
            "phone_opens": opens_older_cases(AccountLevel.PHONE, clock.now()),
            "is_unverified": user.level == AccountLevel.UNVERIFIED,
            "reads": reads[:20] if user.person_id else [],
            "sessions": sessions_of(user),
            "here": request.session.session_key,
            "has_password": user.has_usable_password(),
            "providers": doors.choices(user),
            "is_guarded": is_staff_account(user),
        },
    )
