# SPDX-License-Identifier: Apache-2.0
"""What an act refuses, it refuses at every door with the same sentence: pages and API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from complaints.appeals import filing
from complaints.appeals.models import Complaint
from portal.kernel.accounts.models import User
from tests import city as cities

FORM, API = "/complaints/file/", "/api/v1/complaints/"
NEW = {"kind": "complaint", "title": "等太久", "text": "窗口一直没人办理"}
HOME, HALL = "10.0.0.1", "10.0.0.2"


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "MOST_FILED", 3)


def _client(user: User | None = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def _form(client: Client, sent: dict[str, str] | None = None, *, at: str = HOME) -> Any:
    return client.post(FORM, sent or NEW, REMOTE_ADDR=at)


def _api(client: Client, sent: dict[str, str] | None = None, *, at: str = HOME) -> Any:
    return client.post(API, sent or NEW, content_type="application/json", REMOTE_ADDR=at)


@pytest.mark.usefixtures("_few")
def test_one_limit_stands_behind_both_doors(city: cities.City) -> None:
    alice = _client(city.alice)
    assert [_form(alice).status_code, _api(alice).status_code, _api(alice).status_code] == [
        200, 201, 201,
    ]  # fmt: skip
    page, told = _form(alice), _api(alice)
    assert (page.status_code, told.status_code) == (429, 429)
    assert page["Retry-After"] == told["Retry-After"] == str(filing.SECONDS)
    assert told.json()["detail"] in page.content.decode()
    assert Complaint.objects.count() == 3


@pytest.mark.usefixtures("_few")
def test_another_address_does_not_free_an_account_nor_another_account_an_address(
    city: cities.City,
) -> None:
    alice, bob = _client(city.alice), _client(city.bob)
    assert {_api(alice).status_code for _time in range(3)} == {201}
    assert _api(alice, at=HALL).status_code == 429
    assert _api(bob).status_code == 429
    assert _form(_client()).status_code == 429
    assert _api(bob, at=HALL).status_code == 201


@pytest.mark.usefixtures("_few")
def test_what_was_refused_does_not_count(city: cities.City) -> None:
    alice = _client(city.alice)
    for _time in range(5):
        assert _api(alice, {**NEW, "title": "等"}).status_code == 400
        assert _form(alice, {**NEW, "text": ""}).status_code == 400
    assert _api(alice).status_code == 201


@pytest.mark.parametrize(("field", "most"), [("title", 100), ("text", 4000), ("contact_name", 50)])
def test_a_text_too_long_is_refused_in_the_same_words(
    city: cities.City, field: str, most: int
) -> None:
    alice, long = _client(city.alice), {**NEW, field: "长" * (most + 1)}
    page, told = _form(alice, long), _api(alice, long)
    assert (page.status_code, told.status_code) == (400, 400)
    (one,) = told.json()["errors"]
    assert (one["field"], one["message"]) == (field, f"最多写{most}个字，请精简。")
    assert one["message"] in page.content.decode()
    assert _api(alice, {**NEW, field: "长" * most}).status_code == 201
