# SPDX-License-Identifier: Apache-2.0
"""What somebody is told when nothing was done: a page for people, a problem for programs."""""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import defaults

from portal.kernel.errors import Invalid
from portal.kernel.http.problem_json import is_api, of_error, problem

if TYPE_CHECKING:
    from portal.kernel.errors import PortalError


def refuse(request: HttpRequest, error: PortalError) -> HttpResponse:
    """Answer what an act refused with its sentence and a way back."""
    if is_api(request):
        return of_error(request, error)
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    problems = error.problems if isinstance(error, Invalid) else []
    return render(
        request,
        "web/refused.html",
        {"error": error, "problems": problems, "back": back},
        status=error.status,
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django could not read."""
    return problem(request, 400) if is_api(request) else defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what nobody of this kind may do."""
    if is_api(request):
        return problem(request, 403)
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return problem(request, 404) if is_api(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a failure that nobody foresaw."""
    return problem(request, 500) if is_api(request) else defaults.server_error(request)
