# SPDX-License-Identifier: Apache-2.0
"""The page on which one closes one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.kernel import clock
from portal.kernel.errors import Invalid, Refused
from portal.kernel.http import unsent
from portal.kernel.http.access import signed_in, user_of
from portal.kernel.http.limits import limited
from portal.kernel.http.problems import show
from portal.kernel.identity import closing
from portal.web.account.own import OwnDataForm


@sensitive_post_parameters("current")
@signed_in
@require_http_methods(["GET", "POST"])
@limited("close_account", most=10, seconds=3600)
def close(request: HttpRequest) -> HttpResponse:
    """Say what stops the closing, what goes and what stays, and close the account."""
    user, status = user_of(request), 200
    form = OwnDataForm(request.POST or None)
    refused = closing.staff_refusal(user)
    if request.method == "POST" and form.is_valid():
        try:
            closing.close_account(user=user, at=clock.now(), **form.cleaned_data)
        except Invalid as error:
            show(form, error)
        except Refused:  # the page says which matters, with the way there
            status = 400
        else:
            unsent.forget_owner(request)
            logout(request)
            messages.success(request, gettext("账号已注销。"))
            response = HttpResponseRedirect(reverse("web:home"))
            unsent.drop(request, response)
            return response
    context = {
        "form": form,
        "refused": refused,
        "open": closing.open_matters(user),
        "kept": closing.kept_of(user),
    }
    status = 400 if form.errors else status
    return render(request, "web/account/close.html", context, status=status)
