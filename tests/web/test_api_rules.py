# SPDX-License-Identifier: Apache-2.0
"""What holds for every list and every act of the API: pages, order, changes, retries, limits."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from complaints.appeals import handling
from complaints.appeals.models import Complaint
from portal.kernel import city_rules, clock
from portal.kernel.accounts.models import User
from portal.kernel.audit.models import Event
from tests import city as cities
from tests.racing import at_once

if TYPE_CHECKING:
    from django.conf import LazySettings

ITEMS, CASES, COMPLAINTS = "/api/v1/items/", "/api/v1/cases/", "/api/v1/complaints/"
LISTS = (ITEMS, CASES, COMPLAINTS)
NEW = {"kind": "complaint", "title": "等太久", "text": "窗口一直没人办理"}


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def _sent(client: Client, key: str | None = None, **more: str) -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(COMPLAINTS, {**NEW, **more}, content_type="application/json",
                       headers=headers)  # fmt: skip


def _rows(client: Client, path: str, **query: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get(path, query).json()["results"]
    return rows


@pytest.fixture
def alice(city: cities.City) -> Client:
    """Alice with two cases and three complaints of different titles."""
    cities.submitted(city)
    cities.submitted(city, version=cities.public_service())
    client = _client(city.alice)
    for title in ("乙等太久", "甲等太久", "丙等太久"):
        assert _sent(client, title=title).status_code == 201
    return client


# -- Lists -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", LISTS)
def test_every_list_has_pages_of_the_size_that_is_asked_for(alice: Client, path: str) -> None:
    first = alice.get(path, {"page_size": "1"}).json()
    second = alice.get(first["next"]).json()
    assert len(first["results"]) == len(second["results"]) == 1
    assert first["results"] != second["results"]
    assert first["count"] == second["count"] > 1


@pytest.mark.parametrize(("path", "name"), [(ITEMS, "name"), (CASES, "number"),
                                            (COMPLAINTS, "number")])  # fmt: skip
def test_every_list_is_ordered_as_asked(alice: Client, path: str, name: str) -> None:
    up = [row[name] for row in _rows(alice, path, ordering=name)]
    down = [row[name] for row in _rows(alice, path, ordering=f"-{name}")]
    assert up == down[::-1] != down
    if path != ITEMS:
        assert up == sorted(up)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("asked", [{"ordering": "pk"}, {"ordering": "-"}, {"ordering": "text"},
                                   {"modified_since": "yesterday"},
                                   {"modified_since": "2026-02-30"},
                                   {"modified_since": "0001-01-01"},
                                   {"modified_since": "9999-12-31T23:00:00-08:00"}])  # fmt: skip
def test_what_a_list_does_not_know_is_refused(
    alice: Client, path: str, asked: dict[str, str]
) -> None:
    answer = alice.get(path, asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == next(iter(asked))


@pytest.mark.parametrize(("path", "words", "found"), [(ITEMS, "食品", "name"),
                                                      (CASES, "食品", "item"),
                                                      (COMPLAINTS, "甲等", "title")])  # fmt: skip
def test_every_list_is_searched(alice: Client, path: str, words: str, found: str) -> None:
    rows = _rows(alice, path, search=words)
    assert rows
    assert all(words in row[found] for row in rows)
    assert _rows(alice, path, search="没有这样的词") == []
    assert len(rows) < len(_rows(alice, path))


def test_what_an_act_changed_since_is_found(city: cities.City, alice: Client) -> None:
    changed, same, _other = Complaint.objects.order_by("pk")
    before = Event.objects.latest("recorded_at").recorded_at
    assert before is not None
    after = (before + timedelta(microseconds=1)).isoformat()
    assert _rows(alice, COMPLAINTS, modified_since=after) == []
    handling.dispatch(complaint=changed, organ=city.food.organ, by=city.liu, at=clock.now())
    (row,) = _rows(alice, COMPLAINTS, modified_since=after)
    assert row["number"] == changed.number
    assert datetime.fromisoformat(row["modified_at"]) > before
    assert same.number in {
        one["number"] for one in _rows(alice, COMPLAINTS, modified_since="2020-01-01")
    }
    assert _rows(alice, CASES, modified_since=after) == []
    for zone in ("+08:00", "+16:27", "-23:59"):
        assert len(_rows(alice, CASES, modified_since=f"2020-01-01T08:00:00{zone}")) == 2


def test_items_published_since_are_found(alice: Client, city: cities.City) -> None:
    published = city.food.published_at
    assert published is not None
    assert _rows(alice, ITEMS, modified_since=published.isoformat())
    late = published + timedelta(days=1)
    assert _rows(alice, ITEMS, modified_since=late.isoformat()) == []


def test_an_item_answers_with_its_whole_guide(client: Client, city: cities.City) -> None:
    body = client.get(f"{ITEMS}{cities.FOOD}/").json()
    assert body["guide"]["code"] == cities.FOOD
    assert [one["name"] for one in body["guide"]["materials"]] == [
        one["name"] for one in body["materials"]
    ]
    assert body["guide"]["result"]["name"] == body["result_name"]
    assert {"questions", "form"} <= set(body)


# -- Acts --------------------------------------------------------------------------------------


def test_what_was_made_has_an_address(city: cities.City) -> None:
    client = _client(city.alice)
    answer = _sent(client)
    assert answer["Location"] == f"http://testserver{COMPLAINTS}{answer.json()['number']}/"
    assert client.get(answer["Location"]).json() == answer.json()


def test_a_retry_is_answered_as_the_first_was(city: cities.City) -> None:
    alice = _client(city.alice)
    first, again = _sent(alice, "k-1"), _sent(alice, "k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first["Location"] == again["Location"]
    assert Complaint.objects.count() == 1
    other = _sent(alice, "k-1", title="另一件事")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert _sent(alice, "k-2").json()["number"] != first.json()["number"]
    assert _sent(_client(city.bob), "k-1").json()["number"] != first.json()["number"]
    assert _sent(alice).status_code == 201
    assert Complaint.objects.count() == 4


def test_a_key_of_no_use_is_refused(city: cities.City) -> None:
    answer = _sent(_client(city.alice), "k" * 81)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key")
    assert _sent(_client(city.alice), "k" * 80).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_twins_with_one_key_make_one_complaint() -> None:
    city_rules.load_shipped()  # a test that emptied the database may have come before
    alice = cities.build().alice
    twins = at_once([lambda: _sent(_client(alice), "twin")] * 2)
    assert [one.status_code for one in twins] == [201, 201]
    assert Complaint.objects.count() == 1


# -- Limits ------------------------------------------------------------------------------------


@pytest.fixture
def _slow(settings: LazySettings) -> None:
    settings.API_CALLS = {"account": 5, "address": 3}


@pytest.mark.usefixtures("_slow")
def test_one_address_is_answered_so_often_a_minute(db: None) -> None:
    def asked(path: str, address: str = "10.0.0.1", **headers: str) -> Any:
        return Client(headers=headers).get(path, REMOTE_ADDR=address)

    assert [asked(ITEMS).status_code for _time in range(3)] == [200] * 3
    for path in (ITEMS, "/api/v1/", "/api/v1/catalogue.jsonld", "/api/schema/"):
        over = asked(path)
        assert (over.status_code, over["Retry-After"]) == (429, "60"), path
        assert over.json()["code"] == "too_many"
    forged = {"X-Forwarded-For": "10.0.0.9"}
    assert asked(ITEMS, **forged).status_code == 429
    assert asked(ITEMS, "10.0.0.2").status_code == 200


@pytest.mark.usefixtures("_slow")
def test_an_account_has_a_limit_of_its_own(city: cities.City) -> None:
    alice, bob = _client(city.alice), _client(city.bob)
    assert [alice.get(CASES).status_code for _time in range(6)] == [200] * 5 + [429]
    assert _client(city.alice).get(CASES, REMOTE_ADDR="10.0.0.7").status_code == 429
    assert bob.get(CASES).status_code == 200


@pytest.mark.parametrize(
    ("page", "door", "most"),
    [("/verify/aaaaaaaaaaaaaaaaaaaaaa/", "/api/v1/verify/aaaaaaaaaaaaaaaaaaaaaa/", 60),
     ("/deadline/?start=2026-03-02&limit=5", "/api/v1/deadline/?start=2026-03-02&limit=5", 120)],
)  # fmt: skip
def test_a_page_and_its_api_count_as_one(
    db: None, client: Client, page: str, door: str, most: int
) -> None:
    half = most // 2
    codes = {client.get(page).status_code for _time in range(half)}
    codes |= {client.get(door).status_code for _time in range(half)}
    assert 429 not in codes
    assert client.get(page).status_code == client.get(door).status_code == 429


# -- The description ---------------------------------------------------------------------------


@pytest.fixture
def described(db: None) -> dict[str, Any]:
    schema = Client().get("/api/schema/", headers={"accept": "application/json"}).json()
    paths: dict[str, Any] = schema["paths"]
    return {f"{verb.upper()} {path}": one for path, verbs in paths.items()
            for verb, one in verbs.items()}  # fmt: skip


def test_the_description_names_the_errors_of_each_address(described: dict[str, Any]) -> None:
    def errors(name: str) -> set[str]:
        return {code for code in described[name]["responses"] if code >= "400"}

    always = {"400", "406", "429", "500", "503"}
    assert errors("GET /api/v1/") == always
    assert errors("GET /api/v1/items/") == always | {"404"}
    assert errors("GET /api/v1/items/{code}/") == always | {"404"}
    assert errors("GET /api/v1/catalogue.jsonld") == always | {"404"}
    assert errors("GET /api/v1/cases/") == always | {"401", "404"}
    assert errors("GET /api/v1/cases/{number}/") == always | {"401", "404"}
    assert errors("POST /api/v1/complaints/") == always | {
        "401", "403", "409", "413", "415",
    }  # fmt: skip
    for one in described.values():
        for code, answer in one["responses"].items():
            if code >= "400":
                assert list(answer["content"]) == ["application/problem+json"]


def test_no_address_answers_in_another_form_than_it_has(
    described: dict[str, Any], city: cities.City
) -> None:
    client, odd = _client(city.alice), {}
    for name in described:
        verb, path = name.split(" ")
        address = re.sub(r"\{[^}]+\}", "x", path)
        answer = client.generic(verb, address, headers={"accept": "application/x-tar"})
        if (answer.status_code, answer.headers["Content-Type"]) != (
            406,
            "application/problem+json",
        ):
            odd[name] = answer.status_code
    assert odd == {}


def test_a_control_character_is_refused_in_every_address(
    described: dict[str, Any], city: cities.City
) -> None:
    client = _client(city.alice)
    for name in described:
        verb, _blank, path = name.partition(" ")
        address = re.sub(r"{\w+}", "a", path) + "?page=%00"
        answer = client.get(address) if verb == "GET" else client.post(address)
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_past_the_last_page_of_linked_data_is_nothing(client: Client, city: cities.City) -> None:
    assert client.get("/api/v1/catalogue.jsonld?page=100").status_code == 404


def test_every_act_takes_a_key_and_tells_where_the_new_thing_lies(
    described: dict[str, Any],
) -> None:
    acts = {name: one for name, one in described.items() if name.startswith("POST ")}
    assert set(acts) == {"POST /api/v1/complaints/"}
    for one in acts.values():
        assert "Idempotency-Key" in {parameter["name"] for parameter in one["parameters"]}
        assert "Location" in one["responses"]["201"]["headers"]


def test_every_list_describes_how_it_is_asked(described: dict[str, Any]) -> None:
    wanted = {"page", "page_size", "ordering", "search", "modified_since"}
    for path in LISTS:
        named = {one["name"] for one in described[f"GET {path}"]["parameters"]}
        assert wanted <= named, path
