# SPDX-License-Identifier: Apache-2.0
"""How often a stranger may try: counted per address in the cache, open when the cache is down.

Guessing is only slowed here; what is guessed has at least 40 bits of its own.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast

import structlog
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
log = structlog.get_logger(__name__)


def _count(key: str, seconds: int) -> int:
    try:
        cache.add(key, 0, seconds)
        return int(cache.incr(key))
    except Exception as error:  # noqa: BLE001 - a dead cache must not shut the door
        log.warning("limit_not_counted", error=type(error).__name__)
        return 0


def limited(
    name: str, *, most: int, seconds: int
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Answer 429 with a page after ``most`` calls of an address within ``seconds``."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            address = request.META.get("REMOTE_ADDR", "")
            if _count(f"limit:{name}:{address}", seconds) > most:
                response = render(request, "web/too_many.html", {"seconds": seconds}, status=429)
                response["Retry-After"] = str(seconds)
                return response
            return view(request, *args, **kwargs)

        return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", counted)

    return decorate
