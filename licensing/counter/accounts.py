# SPDX-License-Identifier: Apache-2.0
"""The account of somebody who stands at the window with his ID card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.kernel import clock
from portal.kernel.accounts.id_kinds import id_problems
from portal.kernel.accounts.words import IdKind, Role
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.http import numbers
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.id_kinds import IdKindField
from portal.kernel.http.problems import show
from portal.kernel.identity.keeping import recover_at_window
from portal.kernel.identity.proving import accounts_naming, prove_identity

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User
    from portal.kernel.identity.models import OneTimeCode


class PaperForm(forms.Form):
    """What the clerk reads from the document."""

    id_kind = IdKindField()
    id_number = forms.CharField(label=gettext_lazy("证件号码"), max_length=24)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=100)

    def clean_id_number(self) -> str:
        number: str = self.cleaned_data["id_number"]
        for problem in id_problems(self.cleaned_data.get("id_kind", IdKind.RESIDENT), number):
            raise forms.ValidationError(problem.message, code=problem.code)
        return number


@staff_only(Role.CLERK)
@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts that name a number, and bind the right one to its person."""
    form = PaperForm(request.POST or None)
    found: list[User] | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        found = list(accounts_naming(form.cleaned_data["id_number"], form.cleaned_data["id_kind"]))
        if "act" in request.POST:
            try:
                code = _do(request, form, found)
            except PortalError as error:
                status = error.status
                show(form, error)
            else:
                if code is not None:
                    return render(request, "licensing/counter/recovery.html", {"code": code})
                messages.success(request, _("身份已核验，账号已绑定，当场生效。"))
                return HttpResponseRedirect(reverse("licensing:counter_accounts"))
    status = 400 if form.errors and status == 200 else status
    context = {"form": form, "found": found, "chosen": numbers.key(request.POST.get("account"))}
    return render(request, "licensing/counter/accounts.html", context, status=status)


def _do(request: HttpRequest, form: PaperForm, found: list[User]) -> OneTimeCode | None:
    """Bind the chosen account, or return a code with which its owner sets a new password."""
    wanted = numbers.key(request.POST.get("account"))
    user = next((one for one in found if one.pk == wanted), None)
    if user is None:
        raise Invalid("account", _("请选择要核验的账号。"), "account")
    by = user_of(request)
    if request.POST["act"] == "recover":
        return recover_at_window(user=user, by=by, at=clock.now(), **form.cleaned_data)
    prove_identity(user=user, by=by, **form.cleaned_data)
    return None
