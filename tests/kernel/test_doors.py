# SPDX-License-Identifier: Apache-2.0
"""Every door to another system, with that system hanging, resetting, talking nonsense or away.

A fault is never a success: nothing counts as sent, cleared, known, counted or kept that was not.
"""

from __future__ import annotations

import resource
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from kombu import Connection

from licensing.apply import draft
from licensing.cases.models import CaseMaterial, MaterialFile
from portal.config.cache import PatientRedisCache
from portal.kernel import clock
from portal.kernel.http.limits import Attempt, count_lightly
from portal.kernel.notices import channels
from portal.kernel.notices.models import Delivery
from portal.kernel.outbox.actions import enqueue
from portal.kernel.outbox.bell import Bell
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.outbox.relay import drain
from portal.kernel.registers import live
from portal.kernel.registers.actions import connect
from portal.kernel.registers.models import RegisterEntry
from portal.kernel.registers.refreshing import refresh
from portal.kernel.storage import NotKept, write_file
from portal.kernel.uploads import scanning
from portal.kernel.uploads.models import Scan, Upload
from portal.web.verification.views import LIMIT
from tests import city as cities
from tests.conftest import SetClock
from tests.kernel.registers.test_copies import ROW
from tests.licensing.intake.walk_ins import client_of
from tests.odd import Fault, Odd
from tests.refusals import refused

FAULTS = pytest.mark.parametrize("fault", list(Fault))
Start = Callable[[Fault], Odd]


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-11-23 10:00")
    return cities.build()


# -- Mail and short messages -------------------------------------------------------------------


def _tried(channel: str) -> tuple[str, str, int]:
    """Hand over what waits; return how the delivery and its order stand then."""
    drain()
    delivery = Delivery.objects.get(channel=channel)
    order = OutboxMessage.objects.get(key=f"deliver:{delivery.pk}")
    return delivery.state, order.state, order.attempts


@FAULTS
def test_a_mail_server_that_fails_has_taken_nothing(
    city: cities.City, odd: Start, settings: LazySettings, fault: Fault
) -> None:
    server = odd(fault)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 0.5
    case = cities.submitted(city)
    assert _tried("email") == ("planned", "pending", 1)
    assert Delivery.objects.get(channel="email").sent_at is None
    assert bool(server.calls) is (fault != Fault.REFUSES)
    case.refresh_from_db()
    assert case.state == "submitted"


@FAULTS
def test_a_message_gateway_that_fails_has_taken_nothing(
    city: cities.City, odd: Start, settings: LazySettings, monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
) -> None:  # fmt: skip
    server = odd(fault)
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.port}/send"
    monkeypatch.setattr(channels, "SMS_TIMEOUT", 0.5)
    cities.submitted(city)
    assert _tried("sms") == ("planned", "pending", 1)
    assert bool(server.calls) is (fault != Fault.REFUSES)


class _Elsewhere(BaseHTTPRequestHandler):
    """Sends whoever posts to a page that answers everybody with 200."""

    def do_POST(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/login")
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Stay silent."""


@pytest.fixture
def elsewhere() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), _Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_gateway_that_sends_us_to_its_sign_in_page_has_taken_nothing(
    city: cities.City, elsewhere: int, settings: LazySettings
) -> None:
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{elsewhere}/send"
    cities.submitted(city)
    assert _tried("sms") == ("planned", "pending", 1)


# -- Registers of other offices ----------------------------------------------------------------


@FAULTS
def test_a_register_that_fails_says_nothing_of_anybody(
    city: cities.City, odd: Start, settings: LazySettings, monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
) -> None:  # fmt: skip
    settings.DEMO = True
    monkeypatch.setattr(live, "TIMEOUT", 0.5)
    monkeypatch.setattr(live, "_asleep", {})
    address = f"http://127.0.0.1:{odd(fault).port}/ask"
    register = connect(row={**ROW, "address": address}, by=None, at=clock.now())
    refresh(party=city.shop, by=city.alice, at=clock.now())
    assert not RegisterEntry.objects.exists()
    assert register.code in live._asleep
    case = cities.fill_draft(city)
    spared = CaseMaterial.objects.filter(case=case, origin="registration")
    assert not spared.exists()  # the paper is asked for


# -- The virus scanner -------------------------------------------------------------------------


@FAULTS
def test_a_scanner_that_fails_clears_no_file(
    city: cities.City, odd: Start, settings: LazySettings, monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
) -> None:  # fmt: skip
    settings.SCANNER_ADDRESS = f"tcp://127.0.0.1:{odd(fault).port}"
    settings.SCANNER_SECONDS = 0.5
    monkeypatch.setattr(scanning, "_asleep", {"until": 0.0})
    assert scanning.scanned(cities.PDF) == Scan.PENDING
    with refused("file_unscanned"):
        scanning.require_openable(Upload(scan=Scan.PENDING))


# -- Redis: the cache and the bell -------------------------------------------------------------


@pytest.fixture
def cache_at(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], PatientRedisCache]:
    """Give a function that moves the cache to another port."""

    def move(port: int) -> PatientRedisCache:
        away = PatientRedisCache(
            f"redis://127.0.0.1:{port}/1",
            {"OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}},
        )
        monkeypatch.setattr(caches._connections, "default", away, raising=False)  # type: ignore[attr-defined]
        return away

    monkeypatch.setattr(PatientRedisCache, "_down_until", 0.0)
    return move


@FAULTS
def test_a_cache_that_fails_knows_nothing_and_limits_still_hold(
    city: cities.City, odd: Start, cache_at: Callable[[int], PatientRedisCache], fault: Fault
) -> None:
    away = cache_at(odd(fault).port)
    assert away.get("known", "nothing") == "nothing"
    assert [count_lightly("door", 60) for _try in range(3)] == [1, 2, 3]
    assert Attempt.objects.get().count == 3
    most = LIMIT[1]
    answers = [Client().get("/verify/no-such-token/").status_code for _try in range(most + 1)]
    assert (answers[0], answers[most - 1], answers[most]) == (404, 404, 429)


def test_a_cache_that_works_is_counted_in_alone(db: None) -> None:
    assert [count_lightly("door", 60) for _try in range(3)] == [1, 2, 3]
    assert not Attempt.objects.exists()


@FAULTS
def test_a_bell_that_does_not_ring_loses_no_order(db: None, odd: Start, fault: Fault) -> None:
    port = odd(fault).port
    rung = []

    def ring() -> None:
        options = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3, "max_retries": 0}
        with Connection(f"redis://127.0.0.1:{port}/0", transport_options=options) as line:
            line.channel()
            rung.append(1)

    bell = Bell()
    enqueue(kind="kernel.code", key="one", payload={"code": 0})
    bell.strike(ring)
    assert rung == []
    assert OutboxMessage.objects.get(key="one").state == "pending"
    assert drain() == {"obsolete": 1}  # the sweep finds it all the same


# -- Files on the disk -------------------------------------------------------------------------


@pytest.fixture
def full_disk() -> Iterator[None]:
    """Let this process write no file of more than 64 bytes, as on a disk that is full."""
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, was[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, was)


def test_a_disk_that_is_full_keeps_nothing_and_the_act_is_undone(
    city: cities.City, settings: LazySettings, full_disk: None
) -> None:
    case = draft.start_draft(
        version=city.food, applicant=city.shop, centre=city.centre, by=city.alice, at=clock.now()
    )
    line = CaseMaterial.objects.select_related("case").filter(case=case)[0]
    with refused("not_kept"):
        draft.attach_file(line=line, file=cities.clean_pdf(), by=city.alice, at=clock.now())
    assert not MaterialFile.objects.exists()
    assert not Upload.objects.exists()
    assert [one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()] == []


def test_a_store_that_is_away_is_told_and_nothing_is_kept(
    city: cities.City, settings: LazySettings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.MEDIA_ROOT = tmp_path / "file"
    case = draft.start_draft(
        version=city.food, applicant=city.shop, centre=city.centre, by=city.alice, at=clock.now()
    )
    line = CaseMaterial.objects.filter(case=case)[0]
    address = reverse("licensing:apply_material", args=[cities.FOOD, case.pk, line.pk])
    answer = client_of(city.alice).post(address, {"act": "upload", "file": [cities.pdf()]})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "存不下文件" in answer.content.decode()
    assert not Upload.objects.exists()


def test_an_old_file_stays_whole_when_the_new_one_is_not_kept(
    tmp_path: Path, full_disk: None
) -> None:
    kept = tmp_path / "kept.pdf"
    kept.write_bytes(b"old")
    with pytest.raises(NotKept):
        write_file(kept, b"n" * 100)
    assert kept.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [kept]


def test_each_kind_of_fault_is_a_real_one(odd: Start) -> None:
    """The control: whoever stands at the port sees what is said of it."""
    seen: dict[Fault, Any] = {}
    for fault in Fault:
        server = odd(fault)
        try:
            with socket.create_connection(("127.0.0.1", server.port), 0.3) as line:
                seen[fault] = line.recv(4)
        except OSError as error:
            seen[fault] = type(error)
    assert seen == {
        Fault.HANGS: TimeoutError,
        Fault.RESETS: ConnectionResetError,
        Fault.RUBBISH: b"\x00\xff\xfe<",
        Fault.ENDS: b"",
        Fault.REFUSES: ConnectionRefusedError,
    }
