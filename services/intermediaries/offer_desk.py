# SPDX-License-Identifier: Apache-2.0
"""What an agency states about one service of the list, on the editors' desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.errors import PortalError
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.problems import show
from services.editors.forms import revision_for, revision_in
from services.editors.subjects import seen_of
from services.intermediaries.forms import OfferForm
from services.intermediaries.models import Provider, ProviderOffer
from services.intermediaries.providers import OFFER_TEXTS, OTHERS, save_offer, withdraw_offer
from services.intermediaries.queries import offers_of

if TYPE_CHECKING:
    from services.intermediaries.models import IntermediaryService


def _offer(uscc: str, code: str) -> ProviderOffer:
    rows = ProviderOffer.objects.select_related("provider", "service")
    return get_object_or_404(rows, provider__uscc=uscc, service__code=code)


def _page(
    request: HttpRequest,
    form: OfferForm,
    provider: Provider,
    offer: ProviderOffer | None = None,
    error: PortalError | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "provider": provider,
        "offer": offer,
        "chosen": offer.choices.filter(ended_at=None).count() if offer else 0,
        "revision": revision_for(request, seen_of(provider), error),
    }
    status = error.status if error else 400 if form.errors else 200
    return render(request, "services/intermediaries/offer_edit.html", context, status=status)


def _save(
    request: HttpRequest,
    form: OfferForm,
    provider: Provider,
    service: IntermediaryService | None,
    offer: ProviderOffer | None,
) -> HttpResponse:
    told = {**form.cleaned_data, "is_new": offer is None}
    seen, by, at = revision_in(request), user_of(request), clock.now()
    try:
        save_offer(provider=provider, service=service, told=told, seen=seen, by=by, at=at)
    except PortalError as error:
        show(form, error)
        return _page(request, form, provider, offer, error)
    messages.success(request, _("已保存，公众现在看到的就是这样。"))
    return HttpResponseRedirect(reverse("services:provider_edit", args=[provider.uscc]))


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, uscc: str) -> HttpResponse:
    """Enter a service of the list that an agency offers."""
    provider = get_object_or_404(Provider, uscc=uscc)
    form = OfferForm(request.POST or None, initial={"service": request.GET.get("service")})
    taken = offers_of(provider).values("service")
    form.fields["service"].queryset = form.fields["service"].queryset.exclude(pk__in=taken)  # type: ignore[attr-defined]
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, provider)
    return _save(request, form, provider, form.cleaned_data["service"], None)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uscc: str, code: str) -> HttpResponse:
    """Change what an agency states about a service."""
    offer = _offer(uscc, code)
    start = {name: getattr(offer, name) for name in (*OFFER_TEXTS, *OTHERS)}
    form = OfferForm(request.POST or None, initial=start)
    del form.fields["service"]
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, offer.provider, offer)
    return _save(request, form, offer.provider, offer.service, offer)


@staff_only(Role.EDITOR)
@require_POST
def act(request: HttpRequest, uscc: str, code: str, verb: str) -> HttpResponse:
    """Take an offer out of the choice, or put it back."""
    offer = _offer(uscc, code)
    if verb not in ("withdraw", "return"):
        raise Http404
    is_out = verb == "withdraw"
    withdraw_offer(offer=offer, is_out=is_out, by=user_of(request), at=clock.now())
    messages.success(request, _("已撤下。") if is_out else _("已恢复。"))
    return HttpResponseRedirect(reverse("services:provider_edit", args=[uscc]))
