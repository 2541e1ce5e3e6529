# SPDX-License-Identifier: Apache-2.0
"""A refusal is an answer, not a crash: what happened, that nothing was lost, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import is_valid_path

from portal.kernel.errors import Invalid
from portal.kernel.http import failures
from portal.kernel.http.problem_json import MEDIA_TYPE, is_api, problem
from portal.kernel.wording import unseen
from portal.web.views.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Callable


class Problems:
    """Give every error below the API the one shape, also those met before or outside its views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_told = response.get("Content-Type", "") == MEDIA_TYPE
        if response.status_code < 400 or is_told or not is_api(request):
            return response
        kept = ("Allow", "Retry-After", "WWW-Authenticate")
        headers = {name: response[name] for name in kept if name in response}
        return problem(request, response.status_code, headers=headers)


class Refusals:
    """Answer every refusal and failure that a view let through with its sentence and status.

    An address that only takes acts leads whoever opens it (by "back", or by a copied link) to the
    page of its object: the nearest address above it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_opened = request.method in ("GET", "HEAD") and not is_api(request)
        if response.status_code == 405 and is_opened:
            return HttpResponseRedirect(_above(request.path_info))
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        refusal = failures.known(error)
        return refuse(request, refusal) if refusal is not None else None


def _above(path: str) -> str:
    """Return the nearest address above a path that leads somewhere."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_valid_path(path):
            return path
    return path


class PlainText:
    """Refuse signs that no database or paper can hold, before any view meets them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Look into address, query and form; what the API is sent is looked into as it is read.

        The CSRF check before has read the form of a page anyway.
        """
        problems = unseen(request.path, "")
        for values in (request.GET, QueryDict() if is_api(request) else request.POST):
            for name, given in values.lists():
                problems += [one for text in (name, *given) for one in unseen(text, name)]
        return refuse(request, Invalid.many(problems)) if problems else None
