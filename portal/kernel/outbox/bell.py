# SPDX-License-Identifier: Apache-2.0
"""The bell after a commit: tells the worker that there is work, and never keeps a request waiting.

It may fail; truth is in PostgreSQL, and the sweep brings the work back.
"""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger(__name__)

#: Seconds for which the bell stays silent after Redis did not answer.
REST = 30.0


class Bell:
    """Rings from a thread of its own; many wishes at once become one ring.

    A frozen Redis answers only after its time-out of seconds, which no request shall pay.
    """

    def __init__(self) -> None:
        self.ring: Callable[[], None] | None = None
        self._silent_until = 0.0
        self._wanted = threading.Event()
        self._process = 0
        self._lock = threading.Lock()

    def __call__(self) -> None:
        if self.ring is None or time.monotonic() < self._silent_until:
            return
        if self._process != os.getpid():
            self._start()
        self._wanted.set()

    def _start(self) -> None:
        """Start the thread once a process; a fork does not inherit it."""
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._serve, name="outbox-bell", daemon=True).start()

    def _serve(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            if self.ring is not None and time.monotonic() >= self._silent_until:
                self.strike(self.ring)

    def strike(self, ring: Callable[[], None]) -> None:
        """Ring now, in the caller's thread; on any fault fall silent for a while."""
        try:
            ring()
        except Exception as error:  # noqa: BLE001 - any broker fault means "not rung"
            self._silent_until = time.monotonic() + REST
            log.warning("outbox_bell_silent", error=type(error).__name__)


bell = Bell()
