# SPDX-License-Identifier: Apache-2.0
"""Something that listens where another system should, and is not that system."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from enum import StrEnum

import pytest


class Fault(StrEnum):
    """How a system on the other end of a line can fail."""

    HANGS = "hangs"
    RESETS = "resets"
    RUBBISH = "rubbish"
    ENDS = "ends"
    REFUSES = "refuses"


RUBBISH = b"\x00\xff\xfe<html>\r\n" * 200
#: Closing with this set sends a reset instead of an end.
_AT_ONCE = struct.pack("ii", 1, 0)


class Odd:
    """A listening socket that fails in one way; ``calls`` counts who came."""

    def __init__(self, fault: Fault) -> None:
        self.fault, self.calls = fault, 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._held: list[socket.socket] = []
        if fault == Fault.REFUSES:
            self._listening.close()
        else:
            threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self._listening.accept()
            except OSError:
                return
            self.calls += 1
            self._fail(line)

    def _fail(self, line: socket.socket) -> None:
        if self.fault == Fault.HANGS:
            self._held.append(line)
            return
        if self.fault == Fault.RESETS:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        elif self.fault == Fault.RUBBISH:
            line.settimeout(1)
            try:
                line.sendall(RUBBISH)
                line.recv(65_536)
            except OSError:
                pass
        line.close()

    def close(self) -> None:
        """Stop listening and let go of every line."""
        self._listening.close()
        for line in self._held:
            line.close()


@pytest.fixture
def odd() -> Iterator[Callable[[Fault], Odd]]:
    """Give a function that puts something odd on a port of this machine."""
    opened: list[Odd] = []

    def start(fault: Fault) -> Odd:
        opened.append(Odd(fault))
        return opened[-1]

    yield start
    for one in opened:
        one.close()
