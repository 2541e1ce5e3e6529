# SPDX-License-Identifier: Apache-2.0
"""A public page is made once and shown again until what it shows has changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.kernel import clock
from portal.kernel.deadlines.holidays import loading, texts
from portal.web import public_pages
from services.items.loading import import_catalogue
from tests import city as cities
from tests.conftest import SetClock

GUIDE = f"/services/{cities.FOOD}/"


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")
    return cities.build()


def _asked(client: Client, address: str = GUIDE) -> tuple[str, int]:
    """Return the page and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode(), len(queries)


def test_a_page_seen_before_costs_one_query(city: cities.City) -> None:
    client = Client()
    first, made = _asked(client)
    again, kept = _asked(client)
    assert again == first
    assert made > 1
    assert kept == 1


def test_a_new_version_shows_at_once(city: cities.City) -> None:
    client = Client()
    before, _made = _asked(client)
    row: dict[str, Any] = next(row for row in cities.rows() if row["code"] == cities.FOOD)
    import_catalogue(rows=[{**row, "promised_days": 4}], by=None, at=clock.now())
    after, _made = _asked(client)
    assert after != before
    assert _asked(client)[0] == after


def test_another_day_and_another_calendar_show_at_once(
    city: cities.City, clock_at: SetClock
) -> None:
    client = Client()
    assert "2026年3月9日" in _asked(client)[0]
    clock_at("2026-03-03 00:10")
    assert "2026年3月10日" in _asked(client)[0]
    closed = '[{"date": "2026-03-05", "name": "停电", "isOffDay": true}]'
    loading.load(entries=texts.parse(closed, local=True), source="示例", at=clock.now())
    assert "2026年3月11日" in _asked(client)[0]


def test_who_is_known_gets_a_page_of_his_own_and_leaves_none_behind(city: cities.City) -> None:
    known = Client()
    known.force_login(city.alice, "portal.kernel.backends.LowerCaseBackend")
    mine, _made = _asked(known)
    assert "退出" in mine
    page, made = _asked(Client())
    assert made > 1
    assert "退出" not in page
    assert "退出" in _asked(known)[0]


def test_language_and_big_letters_have_pages_of_their_own(city: cities.City) -> None:
    client = Client()
    plain, _made = _asked(client)
    client.cookies["elder"] = "1"
    assert 'class="elder"' in _asked(client)[0]
    english = Client()
    english.get(f"{GUIDE}?lang=en")
    assert 'lang="en"' in _asked(english)[0]
    assert _asked(Client())[0] == plain


def test_a_page_that_is_not_there_is_not_kept(city: cities.City) -> None:
    client = Client()
    assert client.get("/services/NOTHING/").status_code == 404
    assert client.get("/services/NOTHING/").status_code == 404


def test_headers_are_those_of_the_page_that_was_made(city: cities.City) -> None:
    client = Client()
    made, kept = client.get(GUIDE), client.get(GUIDE)
    assert dict(kept.items()) == dict(made.items())
    assert "Content-Security-Policy" in kept.headers


def test_big_letters_are_switched_without_a_token(city: cities.City) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/elder/", {"next": GUIDE})
    assert answer.headers["Location"] == GUIDE
    assert client.cookies["elder"].value == "1"


def test_an_answer_too_large_to_keep_is_made_anew(
    city: cities.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_pages, "LARGEST", 100)
    client = Client()
    _asked(client)
    assert _asked(client)[1] > 1
