# SPDX-License-Identifier: Apache-2.0
"""The first sign-in of staff: one's own password and authenticator, in one step."""

from __future__ import annotations

from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.errors import PortalError
from portal.kernel.http.limits import limited
from portal.kernel.http.problems import show
from portal.kernel.staff.actions import may_set_up, offer_authenticator, set_up_account
from portal.web.account import own

#: Under which key the session keeps who typed a right first password.
SETTING_UP = "set_up_user"


class FirstForm(forms.Form):
    """The own password, twice, and a code of the new authenticator."""

    password = own.password_field(_("新密码"), fresh=True)
    again = own.password_field(_("再输一次新密码"), fresh=False)
    code = forms.CharField(
        label=_("动态验证码"),
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("输入手机上的验证器显示的六位数字。"),
    )

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))
        return data


@sensitive_post_parameters("password", "again", "code")
@never_cache
@require_http_methods(["GET", "POST"])
@limited("set_up", most=60, seconds=600)
def set_up(request: HttpRequest) -> HttpResponse:
    """Ask for the own password and the code of a new authenticator; then one signs in with both."""
    user = User.objects.filter(pk=request.session.get(SETTING_UP) or 0).first()
    if user is None or user.staff_member is None or user.staff_member.first_password_to is None:
        return HttpResponseRedirect(reverse("web:login"))
    is_open = may_set_up(user, clock.now())
    asks_code = bool(settings.STAFF_TOTP_REQUIRED)
    form = FirstForm(request.POST or None, asks_code=asks_code)
    if request.method == "POST" and form.is_valid():
        try:
            set_up_account(
                user=user, password=form.cleaned_data["password"],
                code=form.cleaned_data.get("code"), at=clock.now(),
            )  # fmt: skip
        except PortalError as error:
            show(form, error)
        else:
            del request.session[SETTING_UP]
            messages.success(request, gettext("账号已设置好，请用新密码登录。"))
            return HttpResponseRedirect(reverse("web:login"))
    context: dict[str, Any] = {"form": form, "is_open": is_open}
    device = offer_authenticator(user) if asks_code and is_open else None
    if device is not None and not device.confirmed:
        context["qr"] = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=2)
        context["key"] = _in_fours(device.config_url)
    status = 400 if form.errors else 200
    return render(request, "web/account/set_up.html", context, status=status)


def _in_fours(address: str) -> str:
    """Return the key of an authenticator as people type it, for a telephone without a camera."""
    key = address.partition("secret=")[2].partition("&")[0]
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
