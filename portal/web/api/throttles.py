# SPDX-License-Identifier: Apache-2.0
"""How often the API answers one account, and one address that nobody signed in from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from rest_framework.throttling import BaseThrottle

from portal.kernel.clients.oauth import Caller
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
        if limit := getattr(view, "limit", None):
            name, most, seconds = limit
            door = f"limit:{name}:{request.method}:{address_of(request._request)}"
            if count_lightly(door, seconds) > most:
                raise TooMany(seconds)
        else:
            count_of_asker(request)
        return True


def count_of_asker(request: Request) -> None:
    """Count a call of whoever asks: a system, an account, else an address; raises TooMany."""
    if isinstance(request.auth, Caller):
        _count("client", request.auth.client.pk)
    elif request.user and request.user.is_authenticated:
        _count("account", request.user.pk)
    else:
        count_of_address(request)


def count_of_address(request: Request) -> None:
    """Count a call from an address of which nothing else is known; raises TooMany."""
    _count("address", address_of(request._request))


def _count(kind: str, who: object) -> None:
    if count_lightly(f"api:{kind}:{who}", MINUTE) > settings.API_CALLS[kind]:
        raise TooMany(MINUTE)
