# SPDX-License-Identifier: Apache-2.0
"""How often the API answers one account, and one address that nobody signed in from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from rest_framework.throttling import BaseThrottle

from portal.kernel.errors import TooMany
from portal.kernel.http.limits import address_of, count_lightly

if TYPE_CHECKING:
    from rest_framework.request import Request

MINUTE = 60


class Calls(BaseThrottle):
    """So many calls a minute; the counts are shared by all processes.

    A view with a page beside it names the page's limit as ``limit`` (name, most, seconds), and
    both doors count as one.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this call; raises TooMany."""
        address = address_of(request._request)
        if limit := getattr(view, "limit", None):
            name, most, seconds = limit
            key = f"limit:{name}:{request.method}:{address}"
        else:
            is_known = bool(request.user and request.user.is_authenticated)
            most = settings.API_CALLS["account" if is_known else "address"]
            seconds = MINUTE
            key = f"api:user:{request.user.pk}" if is_known else f"api:address:{address}"
        if count_lightly(key, seconds) > most:
            raise TooMany(seconds)
        return True
