# SPDX-License-Identifier: Apache-2.0
"""A refusal is an answer, not a crash: what happened, that nothing was lost, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from portal.kernel.errors import Invalid, PortalError
from portal.kernel.http.problem_json import MEDIA_TYPE, is_api, problem
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
    """Answer every PortalError that a view let through with its sentence and status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refuse(request, error) if isinstance(error, PortalError) else None


class NoNul:
    """Refuse the one character that the database cannot hold, before any view meets it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Look into address, query and form; the CSRF check before has read the form anyway.

        What the API is sent is left for its views to read.
        """
        is_form = not is_api(request)
        if not (
            "\0" in request.path or _has_nul(request.GET) or (is_form and _has_nul(request.POST))
        ):
            return None
        text = _("内容里有不能识别的字符，请删掉后重新提交。")
        return refuse(request, Invalid("nul", text))


def _has_nul(values: QueryDict) -> bool:
    return any("\0" in value for _name, given in values.lists() for value in given)
