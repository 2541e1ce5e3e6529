# SPDX-License-Identifier: Apache-2.0
"""A real SMTP server that keeps what a mailbox would show: one mail for each Message-ID."""

from __future__ import annotations

import socket
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator


class Sink:
    """Counts how often each Message-ID was handed in."""

    def __init__(self) -> None:
        self.mails: Counter[str] = Counter()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 OK"

    def request_ids(self) -> set[str]:
        """Return the part of each Message-ID that the portal chose."""
        return {name.strip("<>").partition("@")[0] for name in self.mails}


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def listening() -> Iterator[tuple[Sink, int]]:
    """Yield a sink and its port."""
    sink = Sink()
    server = Controller(sink, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield sink, server.port
    finally:
        server.stop()
