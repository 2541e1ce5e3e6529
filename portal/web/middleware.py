# SPDX-License-Identifier: Apache-2.0
"""A refusal is a page, not a crash: what happened, that nothing was lost, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

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
        return _refusal(request, error) if isinstance(error, PortalError) else None


def _refusal(request: HttpRequest, error: PortalError) -> HttpResponse:
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


class NoNul:
    """Refuse the one character that the database cannot hold, before any view meets it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Look into address, query and form; the CSRF check before has read the form anyway."""
        is_form = request.content_type != "application/json"
        if not (
            "\0" in request.path or _has_nul(request.GET) or (is_form and _has_nul(request.POST))
        ):
            return None
        text = _("内容里有不能识别的字符，请删掉后重新提交。")
        return _refusal(request, Invalid("nul", text))


def _has_nul(values: QueryDict) -> bool:
    return any("\0" in value for _name, given in values.lists() for value in given)
