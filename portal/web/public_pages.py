# SPDX-License-Identifier: Apache-2.0
"""Public pages of the catalogue, kept as they were made until what they show has changed.

Only for visitors whom the portal does not know: no session, no message waiting. What a page
shows depends on the catalogue, the calendar, the day, the language and the size of letters;
all of these are in the key. Reference data that is edited without a new stamp shows within
``LONGEST`` seconds.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.http import HttpResponse

from portal.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

#: Paths below which nothing belongs to one visitor.
ROOTS = ("/services/",)
#: Seconds until a page is made anew, whatever its key says.
LONGEST = 60.0
#: Pages kept by one process, packed; about 6 kB each.
MOST = 4_000
#: The quickest packing; a page shrinks to a sixth.
PACKING = 1
#: Bytes of the largest answer that is kept, packed; whole lists as files are larger.
LARGEST = 32_000
#: Longer questions are asked once and would only push out the others.
LONGEST_QUERY = 120
_STATE = """
SELECT (SELECT stamp FROM services_cataloguestamp LIMIT 1),
       (SELECT max(id) FROM kernel_calendarversion)
"""


@dataclass(frozen=True)
class KeptPage:
    """One answer with the state of the catalogue and calendar it was made from."""

    state: tuple[object, ...]
    until: float
    body: bytes
    headers: dict[str, str]


class PublicPages:
    """Answer a known question from memory, after one look at the database for changes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._kept: OrderedDict[tuple[str, ...], KeptPage] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        state = _state()
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and kept.state == state and kept.until > time.monotonic():
            return HttpResponse(zlib.decompress(kept.body), headers=kept.headers)
        request.catalogue_stamp = state[0]  # type: ignore[attr-defined]
        response = self.get_response(request)
        self._keep(key, state, response)
        return response

    def _keep(
        self, key: tuple[str, ...], state: tuple[object, ...], response: HttpResponse
    ) -> None:
        if response.status_code != 200 or response.streaming or response.cookies:
            return
        if "no-store" in response.get("Cache-Control", ""):
            return
        body = zlib.compress(response.content, PACKING)
        if len(body) > LARGEST:
            return
        kept = KeptPage(state, time.monotonic() + LONGEST, body, dict(response.items()))
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


def _key(request: HttpRequest) -> tuple[str, ...] | None:
    """Return what an answer depends on beside the data; None for what must not be kept."""
    cookies = request.COOKIES
    query = request.META.get("QUERY_STRING", "")
    if (
        request.method != "GET"
        or not request.path_info.startswith(ROOTS)
        or settings.SESSION_COOKIE_NAME in cookies
        or "messages" in cookies
        or "HTTP_HX_REQUEST" in request.META
        or len(query) > LONGEST_QUERY
    ):
        return None
    return (
        request.get_host(),
        "demo" if settings.DEMO else "",
        request.path_info,
        query,
        cookies.get(settings.LANGUAGE_COOKIE_NAME, ""),
        cookies.get("elder", ""),
    )


def _state() -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        row: tuple[object, ...] = cursor.fetchone()
    return (*row, clock.today())
