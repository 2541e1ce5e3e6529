# SPDX-License-Identifier: Apache-2.0
"""Systems of other offices: letting one in, changing its secret, ending it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.kernel import clock
from portal.kernel.clients.actions import end_client, open_client, renew_secret
from portal.kernel.clients.models import ApiClient
from portal.kernel.clients.rules import SCOPES
from portal.kernel.errors import PortalError
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.problems import show
from portal.kernel.staff.rules import KEEPERS
from portal.web.staff.forms import ClientForm

PAGE = 30


@staff_only(*KEEPERS)
@require_http_methods(["GET", "POST"])
def clients(request: HttpRequest) -> HttpResponse:
    """List the systems that may ask, the newest first; let another one in."""
    form = ClientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            client, secret = open_client(by=user_of(request), at=clock.now(), **form.cleaned_data)
        except PortalError as error:
            show(form, error)
        else:
            return _secret_once(request, client, secret)
    rows = ApiClient.objects.select_related("organ", "application").order_by("-pk")
    context = {
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "scopes": SCOPES,
        "today": clock.today(),
    }
    return render(request, "web/staff/clients.html", context, status=400 if form.errors else 200)


def _secret_once(request: HttpRequest, client: ApiClient, secret: str) -> HttpResponse:
    context = {"client": client, "secret": secret, "nav": "web:staff_clients"}
    response = render(request, "web/staff/secret_once.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@staff_only(*KEEPERS)
@require_POST
def client_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Change a system's secret, shown once, or shut it out."""
    client = get_object_or_404(ApiClient.objects.select_related("organ", "application"), pk=pk)
    by, at = user_of(request), clock.now()
    if verb == "renew":
        return _secret_once(request, client, renew_secret(client=client, by=by, at=at))
    if verb != "end":
        raise Http404
    end_client(client=client, by=by, at=at)
    messages.success(request, gettext("已停用，它的令牌全部失效。"))
    return HttpResponseRedirect(reverse("web:staff_clients"))
