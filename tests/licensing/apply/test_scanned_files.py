# SPDX-License-Identifier: Apache-2.0
"""Files and the virus scanner: found, clean, and every way in which it can be silent."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from licensing.apply import draft
from licensing.cases.models import Case, CaseMaterial
from portal.kernel import clock, invariants
from portal.kernel.checks import upload_seals
from portal.kernel.uploads import scanning
from portal.kernel.uploads.models import Scan, Upload
from tests import city as cities
from tests.clamd import VIRUS, Scanner
from tests.licensing.intake.walk_ins import client_of

INFECTED = cities.PDF + b"\n%" + VIRUS + b"\n"


@pytest.fixture
def line(city: cities.City) -> CaseMaterial:
    case = draft.start_draft(
        version=city.food, applicant=city.shop, centre=city.centre, by=city.alice, at=clock.now()
    )
    return CaseMaterial.objects.select_related("case").filter(case=case)[0]


def _give(city: cities.City, line: CaseMaterial, data: bytes = cities.PDF) -> Any:
    return client_of(city.alice).post(
        reverse("licensing:apply_material", args=[cities.FOOD, line.case_id, line.pk]),
        {"act": "upload", "file": [SimpleUploadedFile("材料.pdf", data)]},
    )


def _opened(client: Client, line: CaseMaterial, **how: str) -> Any:
    upload = Upload.objects.get()
    return client.get(reverse("licensing:draft_file", args=[line.case_id, upload.token]), how)


def test_a_virus_is_refused_with_a_word_and_nothing_is_kept(
    city: cities.City, line: CaseMaterial, scanner: Scanner
) -> None:
    answer = _give(city, line, INFECTED)
    assert answer.status_code == 400
    assert "查出病毒" in answer.content.decode()
    assert not Upload.objects.exists()
    assert _give(city, line).status_code == 302
    assert Upload.objects.get().scan == Scan.CLEAN
    assert _opened(client_of(city.alice), line).status_code == 200


def test_without_a_scanner_nothing_is_said_of_files(city: cities.City, line: CaseMaterial) -> None:
    assert _give(city, line, INFECTED).status_code == 302
    assert Upload.objects.get().scan == Scan.NONE
    assert _opened(client_of(city.alice), line).status_code == 200


def test_what_came_while_it_was_down_stays_closed_until_it_answers(
    city: cities.City, line: CaseMaterial, scanner: Scanner
) -> None:
    scanner.stop()
    assert _give(city, line).status_code == 302
    alice = client_of(city.alice)
    assert Upload.objects.get().scan == Scan.PENDING
    refused = _opened(alice, line)
    assert refused.status_code == 409
    assert "还没有查过病毒" in refused.content.decode()
    page = alice.get(reverse("licensing:apply_materials", args=[cities.FOOD, line.case_id]))
    assert "等待病毒扫描" in page.content.decode()
    assert scanning.scan_pending(clock.now()) == {"clean": 0, "infected": 0}
    scanner.start()
    assert scanning.scan_pending(clock.now()) == {"clean": 1, "infected": 0}
    assert _opened(alice, line).status_code == 200
    assert upload_seals() == []


def test_a_city_may_rather_let_it_be_opened_and_a_virus_found_later_closes_it_for_good(
    city: cities.City, line: CaseMaterial, scanner: Scanner, settings: LazySettings
) -> None:
    settings.SCANNER_FAILS_OPEN = True
    scanner.stop()
    assert _give(city, line).status_code == 302
    alice = client_of(city.alice)
    assert _opened(alice, line).status_code == 200
    upload = Upload.objects.get()
    (Path(settings.MEDIA_ROOT) / upload.path).write_bytes(INFECTED)
    scanner.start()
    assert scanning.scan_pending(clock.now()) == {"clean": 0, "infected": 1}
    for how in ({}, {"as": "original"}):
        assert _opened(alice, line, **how).status_code == 409
    page = alice.get(reverse("licensing:apply_materials", args=[cities.FOOD, line.case_id]))
    assert "有病毒，已隔离" in page.content.decode()


def test_a_verdict_changed_in_the_database_is_found(
    city: cities.City, line: CaseMaterial, scanner: Scanner
) -> None:
    scanner.stop()
    _give(city, line)
    assert upload_seals() == []
    Upload.objects.update(scan=Scan.CLEAN)
    assert len(upload_seals()) == 1
    Upload.objects.update(scan=Scan.NONE)
    assert len(upload_seals()) == 1


# -- Scanners that answer, but not as one should -------------------------------------------------


@pytest.fixture
def odd(settings: LazySettings) -> Iterator[Callable[[bytes, float], socket.socket]]:
    """Start something that listens where the scanner should, and says this after so many seconds."""
    opened: list[socket.socket] = []

    def start(says: bytes, after: float) -> socket.socket:
        listening = socket.create_server(("127.0.0.1", 0))
        opened.append(listening)
        settings.SCANNER_ADDRESS = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        threading.Thread(target=_answer, args=(listening, says, after), daemon=True).start()
        return listening

    scanning._asleep["until"] = 0.0
    settings.SCANNER_SECONDS = 1
    yield start
    scanning._asleep["until"] = 0.0
    for one in opened:
        one.close()


def _answer(listening: socket.socket, says: bytes, after: float) -> None:
    try:
        line, _address = listening.accept()
        with line:
            line.recv(1_000_000)
            time.sleep(after)
            for at in range(len(says)):
                line.sendall(says[at : at + 1])
                time.sleep(after)
            line.recv(1_000_000)
    except OSError:
        return


@pytest.mark.parametrize(
    ("says", "after"),
    [
        (b"stream: OK", 0.0),
        (b"INSTREAM size limit exceeded. ERROR\0", 0.0),
        (b"stream: OK\0", 0.4),
        (b"stream: OK FOUND me\0", 0.0),
        (b"x" * 100_000, 0.0),
        (b"", 0.0),
    ],
    ids=["no end", "an error", "a sign at a time", "odd words", "endless", "nothing"],
)
def test_an_odd_or_slow_answer_is_a_silence(
    city: cities.City, line: CaseMaterial, odd: Callable[[bytes, float], socket.socket], says: bytes,
    after: float,
) -> None:  # fmt: skip
    odd(says, after)
    assert _give(city, line).status_code == 302
    assert Upload.objects.get().scan == Scan.PENDING
    assert _opened(client_of(city.alice), line).status_code == 409


def test_after_a_silence_the_next_files_do_not_wait(
    odd: Callable[[bytes, float], socket.socket],
) -> None:
    listening = odd(b"", 0.0)
    assert scanning.scanned(cities.PDF) == Scan.PENDING
    assert scanning.scanned(cities.PDF) == Scan.PENDING
    listening.setblocking(False)
    with pytest.raises(BlockingIOError):
        listening.accept()


def test_a_case_with_a_file_kept_apart_goes_on(
    city: cities.City, line: CaseMaterial, scanner: Scanner
) -> None:
    scanner.stop()
    _give(city, line)
    assert Case.objects.get(pk=line.case_id).state == "draft"
    assert invariants.run() == []
