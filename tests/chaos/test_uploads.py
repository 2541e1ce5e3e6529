# SPDX-License-Identifier: Apache-2.0
"""Eight files at once that are slow to look into: the portal still answers others."""

from __future__ import annotations

import http.client
import threading
import uuid
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from licensing.apply import draft
from licensing.cases.models import CaseMaterial
from portal.kernel import clock
from portal.kernel.uploads.inspection import AT_ONCE, WAITING
from portal.kernel.uploads.models import Upload
from tests import city as cities
from tests.chaos.processes import PATIENCE, standing
from tests.kernel.uploads.pdfs import many_objects

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]
UPLOADS = 8
PLACES = AT_ONCE + WAITING
#: Objects of a PDF that takes about a second of processor.
OBJECTS = 60_000
_TOKEN = "c" * 32


class Giver:
    """Alice, giving files to one material over HTTP."""

    def __init__(self, port: int, city: cities.City, line: CaseMaterial) -> None:
        browser = Client()
        browser.force_login(city.alice, backend="portal.kernel.backends.LowerCaseBackend")
        session = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
        self.port = port
        self.path = reverse("licensing:apply_material", args=[cities.FOOD, line.case_id, line.pk])
        self.cookies = f"{django_settings.SESSION_COOKIE_NAME}={session}; csrftoken={_TOKEN}"

    def give(self, data: bytes) -> int:
        """Return the status with which one file was answered."""
        edge = uuid.uuid4().hex
        parts = [("csrfmiddlewaretoken", "", _TOKEN.encode()), ("act", "", b"upload")]
        parts.append(("file", '; filename="a.pdf"', data))
        body = b"".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()
            + value
            + b"\r\n"
            for name, more, value in parts
        )
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            link.request(
                "POST", self.path, body + f"--{edge}--\r\n".encode(),
                {"Cookie": self.cookies, "Content-Type": f"multipart/form-data; boundary={edge}"},
            )  # fmt: skip
            return link.getresponse().status
        finally:
            link.close()


def _is_well(port: int) -> bool:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status == 200
    finally:
        link.close()


def _answers_meanwhile(city: cities.City, threads: int) -> tuple[int, list[int]]:
    """Return how often /healthz was answered before a file was taken, and the files' statuses."""
    case = draft.start_draft(
        version=city.food, applicant=city.shop, centre=city.centre, by=city.alice, at=clock.now()
    )
    line = CaseMaterial.objects.filter(case=case)[0]
    data = many_objects(OBJECTS)
    with standing(web_processes=1, web_threads=threads) as stand:
        assert _is_well(stand.port)
        giver = Giver(stand.port, city, line)
        giver.give(cities.PDF)  # whatever is loaded at the first file is there
        first = threading.Event()

        def done(one: Future[int]) -> None:
            if one.result() == 302:  # others are told at once that there is no place
                first.set()

        with ThreadPoolExecutor(UPLOADS) as pool:
            given = [pool.submit(giver.give, data) for _n in range(UPLOADS)]
            threading.Event().wait(0.3)  # all of them have come
            for one in given:
                one.add_done_callback(done)
            answered = 0
            while not first.is_set():
                well = _is_well(stand.port)
                answered += well and not first.is_set()
            return answered, [one.result() for one in given]


def test_eight_files_at_once_never_keep_others_waiting(city: cities.City) -> None:
    answered, statuses = _answers_meanwhile(city, threads=PLACES + 3)
    assert answered >= 5
    assert statuses.count(302) >= PLACES
    assert Upload.objects.count() == statuses.count(302) + 1


def test_control_with_a_thread_for_each_place_and_no_more_others_wait(city: cities.City) -> None:
    answered, _statuses = _answers_meanwhile(city, threads=AT_ONCE)
    assert answered < 5
