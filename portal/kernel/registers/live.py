# SPDX-License-Identifier: Apache-2.0
"""Asking a register at once. One that is slow or wrong is left alone for a while.

``POST address`` with ``{"number": …}`` and the register's key as bearer; answers are
``{"values": {code: text}}``, or status 404 for a number it does not know. The number stands
in the body, never in the address.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings

from portal.kernel.registers.rules import kept_values

if TYPE_CHECKING:
    from http.client import HTTPResponse

    from portal.kernel.registers.models import Register

#: Seconds that a visitor may wait for one register.
TIMEOUT = 2.0
#: Seconds for which a register that failed is not asked.
PAUSE = 60.0
#: Bytes that are read of an answer.
MOST = 64_000

_log = structlog.get_logger(__name__)
_asleep: dict[str, float] = {}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Whoever sends us elsewhere is not the register that was connected."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def _read(answer: HTTPResponse) -> bytes:
    """Return the body; whoever sends it drop by drop is given up as well."""
    body, until = b"", time.monotonic() + TIMEOUT
    while len(body) < MOST and (part := answer.read1(MOST - len(body))):
        body += part
        if time.monotonic() > until:
            raise TimeoutError
    return body


def ask(register: Register, number: str) -> dict[str, str] | None:
    """Return what the register says about a number; None when it knows or answers nothing."""
    if _asleep.get(register.code, 0.0) > time.monotonic():
        return None
    key = settings.REGISTER_KEYS.get(register.code, "")
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked when connected
        register.address,
        data=json.dumps({"number": number}).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            told = json.loads(_read(answer))["values"]
            return kept_values(register.fields, told)
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return None
        fault = f"status {error.code}"
    except (
        OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError, RecursionError,
    ) as error:  # fmt: skip
        fault = type(error).__name__
    _asleep[register.code] = time.monotonic() + PAUSE
    _log.warning("register_silent", register=register.code, fault=fault)
    return None
