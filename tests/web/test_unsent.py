# SPDX-License-Identifier: Apache-2.0
"""A form that comes when the session is over or the page stale is kept for its owner, and for nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from portal.kernel import clock, sweeps
from portal.kernel.http.unsent import COOKIE
from portal.kernel.identity.models import FormKey, UnsentForm
from tests import city as cities
from tests.conftest import SetClock
from tests.web.conftest import PASSWORD

WORDS = "窗口一直没人办理，等了两个小时"
OVER = (302, "/login/?next=/account/unsent/")


@pytest.fixture
def city(city_with_passwords: cities.City) -> cities.City:
    return city_with_passwords


def _browser() -> Client:
    return Client(enforce_csrf_checks=True)


def _secret(page: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert found
    return found[1]


def _sign_in(browser: Client, name: str, then: str = "") -> Any:
    page = browser.get("/login/", {"next": then})
    return browser.post(
        "/login/",
        {
            "username": name,
            "password": PASSWORD,
            "next": then,
            "csrfmiddlewaretoken": _secret(page),
        },
    )


def _send(browser: Client, secret: str, **more: str) -> Any:
    form = {"kind": "complaint", "title": "等太久", "text": WORDS, "phone": "13800132046"}
    return browser.post("/account/mail/", {**form, "csrfmiddlewaretoken": secret, **more})


def _opened(city: cities.City) -> tuple[Client, str]:
    """Return Alice's browser with a page that lies open, and the secret in its form."""
    browser = _browser()
    assert _sign_in(browser, city.alice.username).status_code == 302
    return browser, _secret(browser.get("/account/mail/"))


def _where(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.get("Location", "")


def test_what_was_typed_after_the_session_was_over_can_be_sent_after_signing_in(
    city: cities.City, clock_at: SetClock
) -> None:
    browser, secret = _opened(city)
    clock_at("2026-03-02 10:31")
    assert _where(_send(browser, secret, email="a@b.test", current=PASSWORD)) == OVER
    login = browser.get("/login/", {"next": "/account/unsent/"}).content.decode()
    assert "您刚才填写的内容已经保存" in login
    assert (
        _where(_sign_in(browser, city.alice.username, "/account/unsent/"))[1] == "/account/unsent/"
    )
    page = browser.get("/account/unsent/")
    text = page.content.decode()
    assert WORDS in text
    assert '<form method="post" action="/account/mail/">' in text
    assert 'name="email" value="a@b.test"' in text
    assert PASSWORD not in text  # what is secret is typed anew
    browser.post("/account/unsent/drop/", {"csrfmiddlewaretoken": _secret(page)})
    assert not UnsentForm.objects.exists()
    assert _where(browser.get("/account/unsent/")) == (302, "/")


def test_it_lies_sealed_and_under_no_name(city: cities.City, clock_at: SetClock) -> None:
    browser, secret = _opened(city)
    clock_at("2026-03-02 10:31")
    _send(browser, secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT u::text FROM kernel_unsentform u")
        (row,) = cursor.fetchone()
    assert WORDS not in row
    assert browser.cookies[COOKIE].value not in row


def test_a_minute_before_its_end_it_is_there_and_then_not(
    city: cities.City, clock_at: SetClock
) -> None:
    browser, secret = _opened(city)
    clock_at("2026-03-02 10:31")
    _send(browser, secret)
    clock_at("2026-03-02 11:00")
    _sign_in(browser, city.alice.username)
    assert browser.get("/account/unsent/").status_code == 200
    clock_at("2026-03-02 11:01")
    sweeps.run_all(at=clock.now())
    assert not UnsentForm.objects.exists()
    assert _where(browser.get("/account/unsent/")) == (302, "/")


def test_another_who_signs_in_there_neither_sees_nor_leaves_it(
    city: cities.City, clock_at: SetClock
) -> None:
    browser, secret = _opened(city)
    clock_at("2026-03-02 10:31")
    _send(browser, secret)
    assert UnsentForm.objects.get().user == city.alice
    _sign_in(browser, city.bob.username, "/account/unsent/")
    assert _where(browser.get("/account/unsent/")) == (302, "/")
    assert not UnsentForm.objects.exists()


def test_a_stale_page_of_ones_own_is_kept_and_offered_at_once(city: cities.City) -> None:
    browser, secret = _opened(city)
    _sign_in(browser, city.alice.username)  # in another tab: the secret is another now
    assert _where(_send(browser, secret)) == (302, "/account/unsent/")
    assert WORDS in browser.get("/account/unsent/").content.decode()


def test_a_page_that_another_left_open_is_kept_for_nobody(city: cities.City) -> None:
    browser, secret = _opened(city)
    _sign_in(browser, city.bob.username)
    answer = _send(browser, secret)
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
    assert not UnsentForm.objects.exists()


@pytest.mark.parametrize("secret", ["", "x" * 64, "短"])
def test_what_another_site_makes_a_browser_send_is_never_kept(
    city: cities.City, secret: str
) -> None:
    browser, _own = _opened(city)
    assert _send(browser, secret).status_code == 403
    stranger = _browser()
    assert _send(stranger, secret).status_code == 403
    assert not UnsentForm.objects.exists()


def test_a_session_that_was_ended_elsewhere_keeps_it_too(city: cities.City) -> None:
    browser, secret = _opened(city)
    Session.objects.all().delete()
    assert _where(_send(browser, secret)) == OVER
    assert UnsentForm.objects.get().user == city.alice


def test_a_form_that_is_too_long_is_not_kept_and_said_so_by_the_way_back(
    city: cities.City, clock_at: SetClock
) -> None:
    browser, secret = _opened(city)
    clock_at("2026-03-02 10:31")
    assert _where(_send(browser, secret, text="长" * 100_000)) == (302, "/login/?next=/")
    assert not UnsentForm.objects.exists()


def test_signing_out_leaves_nothing(city: cities.City) -> None:
    browser, secret = _opened(city)
    _sign_in(browser, city.alice.username)
    _send(browser, secret)
    page = browser.get("/account/unsent/")
    browser.post("/logout/", {"csrfmiddlewaretoken": _secret(page)})
    assert not UnsentForm.objects.exists()


def test_secrets_of_pages_are_forgotten_after_a_day(city: cities.City, clock_at: SetClock) -> None:
    _opened(city)
    clock_at("2026-03-03 09:59")
    sweeps.run_all(at=clock.now())
    assert FormKey.objects.count() == 1
    clock_at("2026-03-03 10:00")
    sweeps.run_all(at=clock.now())
    assert FormKey.objects.count() == 0


def test_after_signing_out_forms_of_the_browser_are_nobodys(city: cities.City) -> None:
    browser, _secret_of_page = _opened(city)
    page = browser.get("/account/mail/")
    browser.post("/logout/", {"csrfmiddlewaretoken": _secret(page)})
    next_secret = _secret(browser.get("/login/"))
    answer = _send(browser, next_secret)
    assert _where(answer) == (302, "/login/?next=/")
    assert not UnsentForm.objects.exists()
    assert not FormKey.objects.exists()


def test_a_stale_login_page_is_no_form_to_keep(city: cities.City) -> None:
    browser, secret = _opened(city)
    _sign_in(browser, city.alice.username)
    answer = browser.post(
        "/login/", {"username": "alice", "password": PASSWORD, "csrfmiddlewaretoken": secret}
    )
    assert answer.status_code == 403
    assert not UnsentForm.objects.exists()


def test_of_many_tries_only_the_last_is_kept(city: cities.City) -> None:
    browser, secret = _opened(city)
    _sign_in(browser, city.alice.username)
    for number in range(3):
        _send(browser, secret, title=f"第{number}次")
    assert dict(UnsentForm.objects.get().content["values"])["title"] == "第2次"


def test_codes_of_choices_are_not_shown(city: cities.City) -> None:
    browser, secret = _opened(city)
    _sign_in(browser, city.alice.username)
    _send(browser, secret, id_kind="hm_permit", new_password=PASSWORD)
    page = browser.get("/account/unsent/").content.decode()
    assert "<li>hm_permit</li>" not in page
    assert 'name="id_kind" value="hm_permit"' in page
    assert PASSWORD not in page


@pytest.mark.parametrize("secret", ["一" * 64, "x" * 63, "x" * 65, "é" * 64])
def test_a_secret_of_odd_signs_is_none(city: cities.City, secret: str) -> None:
    assert _send(_browser(), secret).status_code == 403
