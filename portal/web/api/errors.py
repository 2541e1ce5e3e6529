# SPDX-License-Identifier: Apache-2.0
"""How the views of the API say no: the same codes and sentences as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from rest_framework import exceptions

from portal.kernel.http import failures
from portal.kernel.http.problem_json import of_error, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpResponse


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Return an error as a problem; None for one that nobody foresaw."""
    request = context["request"]._request
    refusal = failures.known(error)
    if refusal is not None:
        return of_error(request, refusal)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if not isinstance(error, exceptions.APIException):
        return None
    headers = {}
    if told := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = told
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.ValidationError):
        return problem(
            request, error.status_code, code="invalid", errors=list(_named(error.detail)),
            headers=headers,
        )  # fmt: skip
    return problem(request, error.status_code, str(error.detail), headers=headers)


def _named(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Yield each wrong input by its path, as ``lines.0.name``; what concerns all has none."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            path = "" if name == "non_field_errors" else str(name)
            yield from _named(inner, f"{field}.{path}".strip("."))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            is_word = isinstance(inner, str)
            yield from _named(inner, field if is_word else f"{field}.{place}".strip("."))
    else:
        yield {"field": field, "code": str(detail.code), "message": str(detail)}
