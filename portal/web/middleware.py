# SPDX-License-Identifier: Apache-2.0
"""A refusal is a page, not a crash: what happened, that nothing was lost, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from portal.kernel.errors import Invalid, PortalError

if TYPE_CHECKING:
    from collections.abc import Callable


class Refusals:
    """Answer every PortalError that a view let through with a page and its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PortalError):
            return None
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
