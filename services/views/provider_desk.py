# SPDX-License-Identifier: Apache-2.0
"""One agency on the editors' desk: who it is, what it offers, and whether it has left."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import PortalError
from portal.kernel.http.access import staff_only, user_of
from services.actions.providers import TEXTS, save_provider, withdraw_provider
from services.editors.forms import revision_for, revision_in, show
from services.editors.subjects import seen_of
from services.forms_market import ProviderForm
from services.models.provider import Provider
from services.queries_intermediary import offers_of


def _save(request: HttpRequest, provider: Provider | None) -> HttpResponse:
    start = {name: getattr(provider, name) for name in TEXTS} if provider else {}
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
    return render(request, "services/provider_edit.html", context, status=status)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Enter an agency; what it offers is entered next."""
    return _save(request, None)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uscc: str) -> HttpResponse:
    """Change an agency's particulars and see what it offers."""
    return _save(request, get_object_or_404(Provider, uscc=uscc))


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
