# SPDX-License-Identifier: Apache-2.0
"""A gateway for short messages: a real HTTP server that keeps what it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import LazySettings


class Gateway(HTTPServer):
    """A real HTTP server that keeps what it was sent and may fail at first."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.failures = 0
        super().__init__(("127.0.0.1", 0), _Answer)


class _Answer(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.failures > 0:
            self.server.failures -= 1
            self.send_response(503)
        else:
            self.server.taken.append(body)
            self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Stay silent."""


@pytest.fixture
def gateway(settings: LazySettings) -> Iterator[Gateway]:
    server = Gateway()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
