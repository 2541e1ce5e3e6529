# SPDX-License-Identifier: Apache-2.0
"""The editors' desk for the list of intermediary services and the agencies on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.phones import show_phone
from portal.kernel.accounts.words import Role
from portal.kernel.errors import PortalError
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.problems import show
from services.editors.forms import revision_for, revision_in
from services.editors.subjects import seen_of
from services.intermediaries.actions import list_service, save_service
from services.intermediaries.forms import ListedServiceForm, ProviderForm
from services.intermediaries.models import IntermediaryService, Provider
from services.intermediaries.providers import PROVIDER_TEXTS, save_provider, withdraw_provider
from services.intermediaries.queries import desk_providers, offers_of, with_choosable


@staff_only(Role.EDITOR)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the services, those off the list last, and the agencies, soonest to run out first."""
    today = clock.today()
    services = with_choosable(IntermediaryService.objects.order_by("-is_listed", "name"), today)
    context = {"services": services, "providers": desk_providers(today), "today": today}
    return render(request, "services/intermediaries/intermediary_desk.html", context)


def _page(
    request: HttpRequest,
    form: ListedServiceForm,
    service: IntermediaryService | None = None,
    error: PortalError | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "service": service,
        "offers": service.offers.select_related("provider").order_by("valid_to") if service else [],
        "today": clock.today(),
        "revision": revision_for(request, seen_of(service), error),
    }
    status = error.status if error else 400 if form.errors else 200
    return render(request, "services/intermediaries/intermediary_edit.html", context, status=status)


def _save(request: HttpRequest, service: IntermediaryService | None) -> HttpResponse:
    start = (
        {name: getattr(service, name) for name in ("name", "legal_basis", "authority", "result")}
        | {"items": "\n".join(item.name for item in service.items.order_by("name"))}
        if service
        else {}
    )
    form = ListedServiceForm(request.POST or None, initial=start)
    if service is None or service.provenance == "found":
        del form.fields["is_confirmed"]
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, service)
    told, seen, by = form.cleaned_data, revision_in(request), user_of(request)
    try:
        kept = save_service(service=service, told=told, seen=seen, by=by, at=clock.now())
    except PortalError as error:
        show(form, error)
        return _page(request, form, service, error)
    messages.success(request, _("已保存，公开的清单已经更新。"))
    return HttpResponseRedirect(reverse("services:intermediary_edit", args=[kept.code]))


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Put a new service on the list."""
    return _save(request, None)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a service of the list; what was typed stays when it is wrong."""
    return _save(request, get_object_or_404(IntermediaryService, code=code))


@staff_only(Role.EDITOR)
@require_POST
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """Take a service off the list, or put it back."""
    found = get_object_or_404(IntermediaryService, code=code)
    back = request.POST.get("listed") == "1"
    list_service(service=found, is_listed=back, by=user_of(request), at=clock.now())
    messages.success(request, _("已放回清单。") if back else _("已移出清单，谁也不能再要求它。"))
    return HttpResponseRedirect(reverse("services:intermediary_edit", args=[code]))


# -- One agency on the editors' desk: who it is, what it offers, and whether it has left -------


def _save_provider(request: HttpRequest, provider: Provider | None) -> HttpResponse:
    start = {name: getattr(provider, name) for name in PROVIDER_TEXTS} if provider else {}
    start["phone"] = show_phone(start.get("phone", ""))
    form = ProviderForm(request.POST or None, initial=start)
    if provider is not None:
        del form.fields["uscc"]
    if provider is None or provider.provenance == "found":
        del form.fields["is_confirmed"]
    wrong: PortalError | None = None
    if request.method == "POST" and form.is_valid():
        told, seen, by = form.cleaned_data, revision_in(request), user_of(request)
        try:
            kept = save_provider(provider=provider, told=told, seen=seen, by=by, at=clock.now())
        except PortalError as error:
            wrong = error
            show(form, error)
        else:
            messages.success(request, _("机构信息已保存。"))
            return HttpResponseRedirect(reverse("services:provider_edit", args=[kept.uscc]))
    context = {
        "form": form,
        "provider": provider,
        "offers": offers_of(provider) if provider else [],
        "today": clock.today(),
        "revision": revision_for(request, seen_of(provider), wrong),
    }
    status = wrong.status if wrong else 400 if form.errors else 200
    return render(request, "services/intermediaries/provider_edit.html", context, status=status)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def provider_add(request: HttpRequest) -> HttpResponse:
    """Enter an agency; what it offers is entered next."""
    return _save_provider(request, None)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def provider_edit(request: HttpRequest, uscc: str) -> HttpResponse:
    """Change an agency's particulars and see what it offers."""
    return _save_provider(request, get_object_or_404(Provider, uscc=uscc))


@staff_only(Role.EDITOR)
@require_POST
def act(request: HttpRequest, uscc: str, verb: str) -> HttpResponse:
    """Let an agency leave, or come back."""
    found = get_object_or_404(Provider, uscc=uscc)
    if verb not in ("withdraw", "return"):
        raise Http404
    is_out = verb == "withdraw"
    withdraw_provider(provider=found, is_out=is_out, by=user_of(request), at=clock.now())
    messages.success(request, _("机构已退出，不能再选它。") if is_out else _("机构已恢复。"))
    return HttpResponseRedirect(reverse("services:provider_edit", args=[uscc]))
