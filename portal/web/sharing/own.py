# SPDX-License-Identifier: Apache-2.0
"""What a person lets notaries, banks and the like read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.kernel import clock
from portal.kernel.accounts.words import AccountLevel
from portal.kernel.errors import PortalError
from portal.kernel.http.access import citizen_only, user_of
from portal.kernel.http.problems import show
from portal.kernel.sharing.consents import give_consent, sources, withdraw_consent
from portal.kernel.sharing.queries import consents_of
from portal.web.sharing.forms import ConsentForm


@citizen_only
@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """List what others may read of one's own data; let somebody read."""
    user = user_of(request)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_consent(by=user, at=clock.now(), **form.cleaned_data)
        except PortalError as error:
            show(form, error)
        else:
            messages.success(request, gettext("已授权，随时可以撤回。"))
            return HttpResponseRedirect(reverse("web:consents"))
    known = sources()
    context = {
        "rows": [(one, known[one.kind].label) for one in consents_of(user)],
        "form": form,
        "is_proven": user.level == AccountLevel.IDENTITY,
        "today": clock.today(),
    }
    return render(request, "web/sharing/consents.html", context, status=400 if form.errors else 200)


@citizen_only
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a consent back."""
    found = get_object_or_404(consents_of(user_of(request)), pk=pk)
    withdraw_consent(consent=found, by=user_of(request), at=clock.now())
    messages.success(request, gettext("已撤回，对方马上不能再查阅。"))
    return HttpResponseRedirect(reverse("web:consents"))
