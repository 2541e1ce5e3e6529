# SPDX-License-Identifier: Apache-2.0
"""How the API says no: the same codes and sentences as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.kernel.errors import Invalid, PortalError

if TYPE_CHECKING:
    from collections.abc import Mapping


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return a PortalError as JSON with its status; everything else as the framework does."""
    if not isinstance(error, PortalError):
        return exception_handler(error, dict(context))
    body: dict[str, Any] = {"code": error.code, "message": str(error)}
    if isinstance(error, Invalid):
        body["problems"] = [
            {"field": one.field, "code": one.code, "message": str(one.message)}
            for one in error.problems
        ]
    return Response(body, status=error.status)
