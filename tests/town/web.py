# SPDX-License-Identifier: Apache-2.0
"""The portal's own WSGI application, living in the time of a test town."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from portal.config.wsgi import application as portal
from tests.town import moving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_one_at_a_time = threading.Lock()  # the clock belongs to the whole process


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request in the town's present."""
    with _one_at_a_time, moving.travel():
        return portal(environ, start_response)
