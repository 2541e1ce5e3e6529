# SPDX-License-Identifier: Apache-2.0
"""deploy/nginx.conf in a real nginx, before two webs that come, go, and change their addresses."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from portal.local import unpacked
from portal.local.proxy import nginx
from tests.deploy.places import ROOT, free_port, moved, proxy_places

CONF = ROOT / "deploy" / "nginx.conf"
FIRST, SECOND = "127.0.0.1", "127.0.0.2"
CSS = b"body { color: #123456 }\n" * 200


class _Web(BaseHTTPRequestHandler):
    """Says from which address it answers, and what it was told about the visitor."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = CSS if self.path.startswith("/static/") else b"page " * 400
        self.send_response(200)
        kind = "text/css" if self.path.startswith("/static/") else "text/html"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Web", str(self.request.getsockname()[0]))
        self.send_header("X-Told", self.headers.get("X-Forwarded-For", ""))
        self.send_header("X-Told-Host", self.headers.get("Host", ""))
        self.send_header("X-Told-Proto", self.headers.get("X-Forwarded-Proto", ""))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Stay silent."""


@contextmanager
def web(address: str, port: int) -> Iterator[None]:
    """Run one web at an address of this machine."""
    server = ThreadingHTTPServer((address, port), _Web)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Names:
    """A name server that knows one name; ``addresses`` are its present ones."""

    addresses: list[str]
    asked: int = 0
    link: socket.socket = field(default_factory=lambda: socket.socket(type=socket.SOCK_DGRAM))

    def serve(self) -> None:
        while True:
            try:
                question, sender = self.link.recvfrom(512)
            except OSError:
                return
            self.asked += 1
            name = question[12 : question.index(b"\0", 12) + 5]
            head = question[:2] + b"\x81\x80" + bytes([0, 1, 0, len(self.addresses), 0, 0, 0, 0])
            rows = b"".join(
                b"\xc0\x0c\0\x01\0\x01\0\0\0\x01\0\x04" + socket.inet_aton(one)
                for one in self.addresses
            )
            self.link.sendto(head + name + rows, sender)


@dataclass
class Proxy:
    """A running proxy."""

    port: int
    http_port: int
    upstream: int
    names: Names
    certificate: Path

    def get(self, path: str, *, host: str = "127.0.0.1", **headers: str) -> HTTPResponse:
        """Ask for a path; the body is read."""
        link = HTTPSConnection(host, self.port, timeout=20, context=_trust(self))
        link.request("GET", path, headers={"Host": "zw.example.gov.cn", **headers})
        answer = link.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        link.close()
        return answer


def _trust(proxy: Proxy) -> ssl.SSLContext:
    trust = ssl.create_default_context(cafile=str(proxy.certificate))
    trust.check_hostname = False
    return trust


def _configuration(home: Path, proxy_port: tuple[int, int], upstream: int, names: int) -> Path:
    text = moved(
        CONF.read_text(),
        {
            **proxy_places(home, proxy_port),
            "/etc/nginx/tls": str(home),
            "resolver 127.0.0.11 valid=5s": f"resolver 127.0.0.1:{names} valid=1s",
            "portal:8000": f"portal:{upstream}",
        },
    )
    path = home / "nginx.conf"
    path.write_text(text)
    return path


def _certificate(home: Path) -> None:
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=zw.example.gov.cn", "-keyout",
            str(home / "portal.key"), "-out", str(home / "portal.crt"),
        ],
        check=True, capture_output=True,
    )  # fmt: skip


def _nginx(*arguments: str) -> list[str]:
    return [str(nginx()), "-e", "stderr", *arguments]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with tempfile.TemporaryDirectory(prefix="proxy-", dir="/var/tmp") as folder:
        home = Path(folder)
        home.chmod(0o755)
        _certificate(home)
        names = Names([FIRST])
        names.link.bind(("127.0.0.1", 0))
        threading.Thread(target=names.serve, daemon=True).start()
        ports, upstream = (free_port(), free_port()), free_port()
        path = _configuration(home, ports, upstream, names.link.getsockname()[1])
        process = subprocess.Popen(
            _nginx("-c", str(path), "-g", "daemon off;"), start_new_session=True,
            env=unpacked.environ("nginx", "lib"), stderr=(home / "error.log").open("wb"),
        )  # fmt: skip
        try:
            until = time.monotonic() + 20
            while not _answers(ports[1]):
                is_late = process.poll() is not None or time.monotonic() > until
                assert not is_late, (home / "error.log").read_text()
                time.sleep(0.05)
            yield Proxy(ports[1], ports[0], upstream, names, home / "portal.crt")
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)
            names.link.close()


@pytest.fixture(autouse=True)
def _one_web(proxy: Proxy) -> Iterator[None]:
    proxy.names.addresses = [FIRST]
    with web(FIRST, proxy.upstream):
        until = time.monotonic() + 15
        # an address that the test before told of may still be known for a second
        while proxy.get("/").headers["X-Web"] != FIRST:
            assert time.monotonic() < until
            time.sleep(0.1)
        yield


def test_it_is_read_without_a_warning(proxy: Proxy, tmp_path: Path) -> None:
    _certificate(tmp_path)
    path = _configuration(tmp_path, (free_port(), free_port()), 8000, 53)
    done = subprocess.run(
        _nginx("-t", "-c", str(path)), env=unpacked.environ("nginx", "lib"),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    # newer ones would rather have `http2 on`, which nginx 1.22 does not know
    warned = [line for line in done.stderr.splitlines() if "[warn]" in line]
    assert [line for line in warned if "http2" not in line] == []


def test_the_portal_is_told_the_visitors_own_address_whatever_he_says(proxy: Proxy) -> None:
    answer = proxy.get("/", **{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"})
    assert answer.headers["X-Told"] == "127.0.0.1"
    assert answer.headers["X-Told-Proto"] == "https"
    assert answer.headers["X-Told-Host"] == "zw.example.gov.cn"


def test_it_listens_on_both_kinds_of_addresses(proxy: Proxy) -> None:
    assert proxy.get("/", host="::1").headers["X-Told"] == "::1"


def test_a_name_is_asked_again_and_a_web_at_another_address_found(proxy: Proxy) -> None:
    assert proxy.get("/").headers["X-Web"] == FIRST
    asked = proxy.names.asked
    with web(SECOND, proxy.upstream):
        proxy.names.addresses = [SECOND]
        until = time.monotonic() + 15
        while proxy.get("/").headers["X-Web"] != SECOND:
            assert time.monotonic() < until
            time.sleep(0.1)
    assert proxy.names.asked > asked


def test_two_webs_share_the_work_and_one_that_is_gone_costs_no_answer(proxy: Proxy) -> None:
    proxy.names.addresses = [FIRST, SECOND]
    time.sleep(1.5)
    with web(SECOND, proxy.upstream):
        seen = Counter(proxy.get("/").headers["X-Web"] for _ in range(40))
        assert set(seen) == {FIRST, SECOND}
    assert {proxy.get("/").headers["X-Web"] for _ in range(20)} == {FIRST}


def test_what_is_public_is_made_smaller_and_pages_are_not(proxy: Proxy) -> None:
    static = proxy.get("/static/app.css", **{"Accept-Encoding": "gzip"})
    assert static.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(static.body) == CSS  # type: ignore[attr-defined]
    assert "Content-Encoding" not in proxy.get("/", **{"Accept-Encoding": "gzip"}).headers


def _asked_at_once(proxy: Proxy, path: str, count: int) -> Counter[int]:
    """Ask so often by eight connections that stay open; returns how often each answer came."""

    def ask(_one: int) -> Counter[int]:
        link = HTTPSConnection("127.0.0.1", proxy.port, timeout=20, context=_trust(proxy))
        seen: Counter[int] = Counter()
        for _ in range(count // 8):
            link.request("GET", path, headers={"Host": "zw.example.gov.cn"})
            answer = link.getresponse()
            answer.read()
            seen[answer.status] += 1
        link.close()
        return seen

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(ask, range(8)), Counter())


def test_a_hall_behind_one_address_works_and_a_flood_is_told_to_wait(proxy: Proxy) -> None:
    assert _asked_at_once(proxy, "/", 320) == {200: 320}
    assert _asked_at_once(proxy, "/static/app.css", 800) == {200: 800}
    flood = _asked_at_once(proxy, "/", 2400)
    assert set(flood) == {200, 429}


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_what_is_asked_inside_only_is_not_there_outside(proxy: Proxy, path: str) -> None:
    assert proxy.get(path).status == 404
    assert proxy.get("/proxy-health").status == 204
