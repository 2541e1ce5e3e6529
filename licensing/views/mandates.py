# SPDX-License-Identifier: Apache-2.0
"""Registering at the counter who may act for an enterprise, from the papers on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from licensing.apply.forms import MandateForm
from portal.kernel.accounts.actions import ensure_enterprise, grant_mandate
from portal.kernel.accounts.models import Role, User
from portal.kernel.accounts.rules import normal_number
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid
from portal.kernel.http.access import staff_only, user_of

if TYPE_CHECKING:
    from portal.kernel.accounts.models import Mandate


@transaction.atomic
def _register(data: dict[str, Any], by: User) -> Mandate:
    agent = User.objects.filter(
        person__id_digest=digest(normal_number(data["agent_id_number"]))
    ).first()
    if agent is None:
        raise Invalid(
            "no_account", _("这个身份证号还没有账号，请代办人先开通账号。"), "agent_id_number"
        )
    principal = ensure_enterprise(name=data["name"], uscc=data["uscc"])
    return grant_mandate(agent=agent, principal=principal, valid_to=data["valid_to"], by=by)


@staff_only(Role.CLERK)
@require_http_methods(["GET", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """Take in one mandate; it holds at once."""
    form = MandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _register(form.cleaned_data, user_of(request))
        except Invalid as error:
            for problem in error.problems:
                form.add_error(
                    problem.field if problem.field in form.fields else None, str(problem.message)
                )
        else:
            messages.success(request, _("委托已登记，当场生效。"))
            return HttpResponseRedirect(reverse("licensing:counter_mandates"))
    return render(
        request, "licensing/mandates.html", {"form": form}, status=400 if form.errors else 200
    )
