# SPDX-License-Identifier: Apache-2.0
"""Big letters for those who want them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


@csrf_exempt
@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Switch big letters on or off for this visit.

    It changes a look and nothing else, so it needs no token, which a kept page cannot carry.
    """
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    now_on = request.COOKIES.get("elder") == "1"
    response.set_cookie("elder", "0" if now_on else "1", samesite="Lax", httponly=True)
    return response
