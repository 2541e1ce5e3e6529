# SPDX-License-Identifier: Apache-2.0
"""What somebody is told when nothing was done: a page for people, a problem for programs.""" ""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import defaults

from portal.kernel.errors import Invalid, TooMany
from portal.kernel.http import failures
from portal.kernel.http.problem_json import is_api, of_error, problem

if TYPE_CHECKING:
    from portal.kernel.errors import PortalError


def refuse(request: HttpRequest, error: PortalError) -> HttpResponse:
    """Answer what an act refused with its sentence and a way back."""
    if is_api(request):
        return of_error(request, error)
    if isinstance(error, failures.Failure):
        return _failed(error)
    if isinstance(error, TooMany):
        page = render(request, "web/too_many.html", {"error": error}, status=error.status)
        page["Retry-After"] = str(error.wait)
        return page
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


def _failed(error: failures.Failure) -> HttpResponse:
    """Answer with a page that is drawn from nothing but the sentence: what failed may fail again."""
    page = render_to_string("web/failed.html", {"error": error})
    response = HttpResponse(page, status=error.status)
    if error.wait:
        response["Retry-After"] = str(error.wait)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django could not read, or that is larger than it reads."""
    if (refusal := failures.known(exception)) is not None:
        return refuse(request, refusal)
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
    """Answer after a failure outside the views, or one that nobody foresaw."""
    if (refusal := failures.known(sys.exc_info()[1])) is not None:
        return refuse(request, refusal)
    return problem(request, 500) if is_api(request) else defaults.server_error(request)
