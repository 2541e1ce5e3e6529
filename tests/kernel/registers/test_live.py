# SPDX-License-Identifier: Apache-2.0
"""Registers that answer at once: a slow, wrong or silent one never stands in the way."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from portal.kernel import clock
from portal.kernel.accounts.models import Party
from portal.kernel.registers import live
from portal.kernel.registers.actions import connect
from portal.kernel.registers.models import Register, RegisterEntry
from portal.kernel.registers.refreshing import refresh
from portal.kernel.registers.statements import told_of
from tests import city as cities
from tests.kernel.registers.test_copies import ROW


class Office(HTTPServer):
    """A real server of another office that answers as it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.status = 200
        self.body: bytes = b""
        self.delay = 0.0
        self.sent = 0
        super().__init__(("127.0.0.1", 0), _Answer)

    def says(self, told: object, status: int = 200) -> None:
        self.status, self.body = status, json.dumps(told).encode()


class _Answer(BaseHTTPRequestHandler):
    server: Office

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Authorization"], body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", self.path)
        self.end_headers()
        if not self.server.delay:
            self.wfile.write(self.server.body)
            return
        with contextlib.suppress(OSError):
            for letter in self.server.body:
                self.wfile.write(bytes([letter]))
                self.server.sent += 1
                time.sleep(self.server.delay)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_args: object) -> None:
        """Stay silent."""


@pytest.fixture
def office() -> Iterator[Office]:
    server = Office()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def city(db: None, clock_at: Any) -> cities.City:
    clock_at("2026-11-20 10:00")
    return cities.build()


@pytest.fixture
def register(city: cities.City, office: Office, settings: Any) -> Iterator[Register]:
    settings.DEMO = True
    settings.REGISTER_KEYS = {"companies": "a-key"}
    address = f"http://127.0.0.1:{office.server_port}/ask"
    live._asleep.clear()
    yield connect(row={**ROW, "address": address}, by=None, at=clock.now())
    live._asleep.clear()


def _refresh(city: cities.City, party: Party | None = None) -> None:
    refresh(party=party or city.shop, by=city.alice, at=clock.now())


def test_an_answer_is_kept_and_not_asked_for_again_that_day(
    city: cities.City, office: Office, register: Register, clock_at: Any
) -> None:
    office.says({"values": {"legal_person": "张三", "secret": "x", "scope": 7}})
    _refresh(city)
    _refresh(city)
    assert told_of(city.shop, clock.today())[0].values == {"legal_person": "张三", "scope": "7"}
    assert office.asked == [("/ask", "Bearer a-key", {"number": city.shop.uscc})]
    clock_at("2026-11-21 10:00")
    _refresh(city)
    assert len(office.asked) == 2


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""),
        (302, b""),
        (200, b"<html>"),
        (200, b"[" * 30_000 + b"]" * 30_000),
        (200, b"[]"),
        (200, b'{"values": 3}'),
        (200, b"x" * 70_000),
    ],
)
def test_a_register_that_fails_is_left_alone_and_nothing_is_kept(
    city: cities.City, office: Office, register: Register, status: int, body: bytes
) -> None:
    office.status, office.body = status, body
    _refresh(city)
    office.says({"values": {"legal_person": "张三"}})
    _refresh(city)
    assert len(office.asked) == 1
    assert not RegisterEntry.objects.exists()
    live._asleep.clear()
    _refresh(city)
    assert told_of(city.shop, clock.today())[0].values == {"legal_person": "张三"}


def test_a_number_that_is_not_there_is_no_failure(
    city: cities.City, office: Office, register: Register
) -> None:
    office.says({}, status=404)
    _refresh(city)
    office.says({"values": {"legal_person": "李四"}})
    _refresh(city, city.other_firm)
    assert not told_of(city.shop, clock.today())
    assert told_of(city.other_firm, clock.today())


def test_an_office_that_is_gone_keeps_nobody_waiting(
    city: cities.City, office: Office, register: Register
) -> None:
    office.shutdown()
    office.server_close()
    _refresh(city)
    assert not RegisterEntry.objects.exists()


def test_a_person_is_not_looked_up_in_a_register_of_enterprises(
    city: cities.City, office: Office, register: Register
) -> None:
    assert city.alice.person is not None
    _refresh(city, city.alice.person)
    assert office.asked == []


def test_an_answer_that_comes_drop_by_drop_is_given_up(
    city: cities.City, register: Register, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "TIMEOUT", 0.3)
    office.body, office.delay = b" " * 1000, 0.1
    _refresh(city)
    assert 0 < office.sent < len(office.body)
    assert not RegisterEntry.objects.exists()
