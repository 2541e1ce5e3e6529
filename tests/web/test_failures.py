# SPDX-License-Identifier: Apache-2.0
"""What fails below the portal is an answer that says what to do, on pages and in the API alike."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import path

from complaints.appeals.models import Complaint
from portal.config import urls
from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.audit.models import Event
from portal.kernel.documents.models import Document
from tests import city as cities
from tests.database import as_owner_of_the_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.conf import LazySettings
    from django.http import HttpRequest, HttpResponse

NEW = {"kind": "complaint", "title": "等太久", "text": "窗口一直没人办理"}
ADDRESS, FORM = "/api/v1/complaints/", "/complaints/file/"


def _client(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def _sent(client: Client, body: Any) -> Any:
    return client.post(ADDRESS, body, content_type="application/json")


# -- The database ------------------------------------------------------------------------------


@contextmanager
def _held_elsewhere() -> Iterator[None]:
    """Let somebody else be drawing the number that the next complaint needs."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kernel_counter (scope, value) VALUES (%s, 1)",
                [f"complaint:{clock.today():%Y%m%d}"],
            )
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
        yield
    finally:
        other.rollback()
        other.close()


def test_an_act_that_waits_too_long_for_another_is_told_to_come_again(city: cities.City) -> None:
    client, before = _client(city.alice), Event.objects.count()
    with _held_elsewhere():
        page = client.post(FORM, NEW)
        told = _sent(client, NEW)
    assert (page.status_code, told.status_code) == (409, 409)
    assert page["Retry-After"] == told["Retry-After"] == "5"
    assert told.json()["code"] == "busy"
    assert told.json()["detail"] in page.content.decode()
    assert (Complaint.objects.count(), Event.objects.count()) == (0, before)
    assert _sent(client, NEW).status_code == 201


def _slow(_request: HttpRequest) -> HttpResponse:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SET statement_timeout = '50ms'")
            cursor.execute("SELECT pg_sleep(5)")
    finally:
        other.close()
    raise AssertionError


def _lost(_request: HttpRequest) -> HttpResponse:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SET ROLE NONE")  # the application may not end a session of the owner's
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    raise AssertionError


def _closed(_request: HttpRequest) -> HttpResponse:
    other = connection.copy()
    cursor = other.cursor()
    other.connection.close()
    cursor.execute("SELECT 1")
    raise AssertionError


def _wrong(_request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT nothing_of_this_name")
    raise AssertionError


urlpatterns = [
    *(path(f"{root}{view.__name__}/", view) for root in ("", "api/v1/")
      for view in (_slow, _lost, _closed, _wrong)),
    *urls.urlpatterns,
]  # fmt: skip
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


@pytest.mark.parametrize(
    ("view", "code", "wait"), [("_slow", "too_slow", "30"), ("_lost", "away", "60"),
                               ("_closed", "away", "60")],
)  # fmt: skip
def test_a_database_that_does_not_answer_is_503(
    db: None, settings: LazySettings, view: str, code: str, wait: str
) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    page, told = client.get(f"/{view}/"), client.get(f"/api/v1/{view}/")
    assert (page.status_code, told.status_code) == (503, 503)
    assert page["Retry-After"] == told["Retry-After"] == wait
    assert told.json()["code"] == code
    assert told.json()["detail"] in page.content.decode()


def test_a_fault_of_ours_is_not_called_a_failure_of_the_database(
    db: None, settings: LazySettings
) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    assert client.get("/_wrong/").status_code == 500
    assert client.get("/api/v1/_wrong/").json()["type"] == "about:blank"


def test_also_before_any_view_a_database_that_is_slow_is_503(db: None) -> None:
    """The stamp of the catalogue is read by a middleware, whose errors no other one meets."""
    with as_owner_of_the_tables(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE services_cataloguestamp RENAME TO stamp_away")
        cursor.execute(
            "CREATE VIEW services_cataloguestamp AS"
            " SELECT a.* FROM stamp_away a"
            " RIGHT JOIN pg_sleep(5) ON true"
        )
        cursor.execute("GRANT SELECT ON services_cataloguestamp TO PUBLIC")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '100ms'")
    answer = Client(raise_request_exception=False).get("/services/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


# -- What is sent ------------------------------------------------------------------------------


def test_lists_within_lists_without_end_are_refused(city: cities.City) -> None:
    client = _client(city.alice)
    for depth in (21, 1_000, 200_000):
        for opening, closing in (("[", "]"), ('{"a":', "}")):
            body = opening * depth + "1" + closing * depth
            answer = _sent(client, body)
            assert (answer.status_code, answer.json()["code"]) == (400, "too_deep"), depth
    ordinary = {**NEW, "more": json.loads("[" * 15 + "]" * 15)}
    assert _sent(client, ordinary).status_code == 201


@pytest.mark.parametrize("sign", ["\0", "\x08", "\x0b", "\x1b", "\x7f", "\x85"])
@pytest.mark.parametrize("field", ["title", "text", "contact_name"])
def test_signs_that_nobody_sees_are_refused(city: cities.City, field: str, sign: str) -> None:
    client = _client(city.alice)
    sent = {**NEW, field: f"窗口{sign}一直没人办理"}
    page, told = client.post(FORM, sent), _sent(client, sent)
    assert (page.status_code, told.status_code) == (400, 400)
    assert [(one["field"], one["code"]) for one in told.json()["errors"]] == [(field, "control")]
    assert "第3个字的位置" in told.json()["detail"]
    assert told.json()["detail"] in page.content.decode()
    assert not Complaint.objects.exists()


def test_half_a_character_is_refused(city: cities.City) -> None:
    body = json.dumps({**NEW, "text": "窗口一直没人办理\ud83d"})
    assert _sent(_client(city.alice), body).json()["code"] == "control"


def test_ends_of_lines_and_tabulators_are_ordinary(city: cities.City) -> None:
    sent = {**NEW, "text": "第一行\r\n第二行\t完\U00020bb7"}
    assert _sent(_client(city.alice), sent).status_code == 201
    assert _client(city.alice).post(FORM, sent).status_code == 200
    assert Complaint.objects.count() == 2


def test_a_cookie_may_hold_any_sign(db: None) -> None:
    client = Client(headers={"Cookie": 'sessionid="\\000abcdefghijklmnop"'})
    assert client.get("/").status_code == 200


def test_what_is_too_large_is_413(city: cities.City, settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = _client(city.alice)
    long = {**NEW, "text": "长" * 900}
    page, told = client.post(FORM, long), _sent(client, long)
    assert (page.status_code, told.status_code) == (413, 413)
    assert told.json()["detail"] in page.content.decode()
    assert not Complaint.objects.exists()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000
    assert _sent(client, long).status_code == 201


# -- Where it comes from, where it leads -------------------------------------------------------


@pytest.mark.parametrize(
    ("forwarded", "kept"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:5123", "192.0.2.7"),
        ("[2001:db8::7]:5123", "2001:db8::7"),
        ("2001:DB8:0::7", "2001:db8::7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "127.0.0.1"),
        ("192.0.2.7'; --", "127.0.0.1"),
        ("999.1.1.1:80", "127.0.0.1"),
    ],
)
def test_signing_in_works_whatever_a_proxy_writes(
    city: cities.City, settings: LazySettings, forwarded: str, kept: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    client = Client(raise_request_exception=False, headers={"X-Forwarded-For": forwarded})
    answer = client.post("/login/", {"username": "alice", "password": "wrong"})
    assert answer.status_code == 400
    assert answer.wsgi_request.META["REMOTE_ADDR"] == kept


def test_no_page_may_use_devices(db: None, client: Client) -> None:
    for address in ("/", "/nowhere/", "/api/v1/"):
        assert "camera=()" in client.get(address)["Permissions-Policy"]


@pytest.mark.parametrize(
    ("address", "above"),
    [("/cases/{number}/withdraw/", "/cases/{number}/"), ("/elder/", "/"), ("/logout/", "/"),
     ("/account/sessions/end/", "/account/")],
)  # fmt: skip
def test_an_address_that_takes_acts_only_leads_to_its_object(
    city: cities.City, address: str, above: str
) -> None:
    number = cities.submitted(city).number
    client = _client(city.alice)
    answer = client.get(address.format(number=number))
    assert (answer.status_code, answer["Location"]) == (302, above.format(number=number))
    assert client.get(answer["Location"]).status_code == 200
    assert client.put(address.format(number=number)).status_code == 405
    assert not Document.objects.filter(kind="withdrawal").exists()
