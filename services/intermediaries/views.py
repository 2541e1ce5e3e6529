# SPDX-License-Identifier: Apache-2.0
"""Intermediary services (中介超市): the list, who offers what, and the free choice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.models import Party, User
from portal.kernel.accounts.queries import applicants_of, principals_of
from portal.kernel.errors import Invalid
from portal.kernel.http import numbers
from portal.kernel.http.access import citizen_only, user_of
from services.intermediaries.actions import choose_provider
from services.intermediaries.models import IntermediaryChoice, IntermediaryService, Provider
from services.intermediaries.queries import ORDERS, choosable, listed, with_choosable


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The published list of intermediary services; nothing else may be a condition."""
    today = clock.today()
    context = {"services": with_choosable(listed(), today), "today": today}
    return render(request, "services/intermediaries/intermediaries.html", context)


def _service_page(
    request: HttpRequest, service: IntermediaryService, error: Invalid | None = None
) -> HttpResponse:
    order = request.GET.get("order", "")
    parties: list[Party] = []
    choices: list[IntermediaryChoice] = []
    if isinstance(request.user, User) and request.user.person_id is not None:
        parties = list(applicants_of(request.user))
        choices = list(
            service.choices.filter(party__in=parties, ended_at=None).select_related(
                "offer__provider", "party"
            )
        )
    context = {
        "service": service,
        "offers": choosable(service, clock.today(), order),
        "order": order if order in ORDERS else "",
        "parties": parties,
        "choices": choices,
        "chosen": request.POST.get("offer", ""),
        "problems": [{"field_id": "", "message": one.message} for one in error.problems]
        if error
        else [],
    }
    status = 400 if error else 200
    return render(request, "services/intermediaries/intermediary.html", context, status=status)


@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service with the agencies whose qualification is valid today."""
    return _service_page(request, get_object_or_404(IntermediaryService, code=code, is_listed=True))


@citizen_only
@require_POST
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Choose an agency for oneself or an enterprise one acts for."""
    found = get_object_or_404(IntermediaryService, code=code, is_listed=True)
    user = user_of(request)
    if not request.POST.get("offer"):
        return _service_page(request, found, Invalid("required", _("请先选一家机构。"), "offer"))
    offer = get_object_or_404(found.offers.all(), pk=numbers.key(request.POST.get("offer")))
    party = get_object_or_404(principals_of(user), pk=numbers.key(request.POST.get("party")))
    try:
        choose_provider(offer=offer, party=party, by=user, at=clock.now())
    except Invalid as error:
        return _service_page(request, found, error)
    messages.success(request, _("已记下您的选择，可以随时改选。"))
    return HttpResponseRedirect(reverse("services:intermediary", args=[code]))


@require_safe
def provider(request: HttpRequest, uscc: str) -> HttpResponse:
    """One agency with what it states about its services, expired qualifications marked."""
    found = get_object_or_404(Provider, uscc=uscc)
    offers = found.offers.filter(service__is_listed=True).select_related("service")
    context = {"provider": found, "offers": offers, "today": clock.today()}
    return render(request, "services/intermediaries/provider.html", context)
