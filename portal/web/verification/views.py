# SPDX-License-Identifier: Apache-2.0
"""The public page behind a paper's QR."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.kernel.http import codes
from portal.kernel.http.limits import limited
from portal.web.verification.facts import facts_of, token_in

#: Name, calls and seconds: for pages and API together, from one address.
LIMIT = ("verify", 60, 60)


@never_cache
@require_safe
@limited(*LIMIT, wrong_only=True)
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Show whether a paper is genuine; unknown and wrong tokens look alike."""
    facts = facts_of(token_in(token))
    if facts is None:
        return render(request, "web/verification/verify_unknown.html", status=404)
    return render(request, "web/verification/verify.html", {"paper": facts})


@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """Ask for the code under the QR, for those who cannot scan."""
    token = token_in(codes.code(request.GET, "token", most=300))
    if token:
        return HttpResponseRedirect(reverse("web:verify", args=[token]))
    return render(request, "web/verification/verify_form.html")
