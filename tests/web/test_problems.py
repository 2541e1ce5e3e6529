# SPDX-License-Identifier: Apache-2.0
"""Every error of the API has one shape (RFC 9457), whoever met it first."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.kernel.accounts.models import User
from portal.web.api.root import DOORS
from tests import city as cities


def _client(user: User, *, strict: bool = False) -> Client:
    client = Client(enforce_csrf_checks=strict)
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def _problem(answer: Any, status: int) -> dict[str, Any]:
    """Return the body of a problem after looking at what each must say."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert all(body[name] for name in ("type", "title", "detail"))
    assert body["instance"] == answer.wsgi_request.path
    return body


@pytest.mark.parametrize("path", ["nowhere/", "items/none/", "verify/none/", "items/none.jsonld"])
def test_what_is_not_there_is_a_problem(db: None, client: Client, path: str) -> None:
    body = _problem(client.get(f"/api/v1/{path}"), 404)
    assert (body["type"], body["title"]) == ("about:blank", "没有找到")


def test_a_program_may_ask_in_english(db: None, client: Client) -> None:
    assert _problem(client.get("/api/v1/nowhere/?lang=en"), 404)["title"] == "Nothing found"


def test_a_page_is_still_a_page(db: None, client: Client) -> None:
    answer = client.get("/nowhere/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_wrong_method_is_told_the_right_ones(db: None, client: Client) -> None:
    answer = client.delete("/api/v1/items/")
    _problem(answer, 405)
    assert "GET" in answer["Allow"]


def test_a_format_that_is_not_there_is_a_problem(city: cities.City) -> None:
    answer = _client(city.alice).post("/api/v1/complaints/", {"kind": "complaint"})
    _problem(answer, 415)


@pytest.mark.parametrize("path", ["cases/", "cases/1/", "complaints/", "complaints/1/"])
def test_a_stranger_is_asked_who_he_is(db: None, client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    _problem(answer, 401)
    assert answer["WWW-Authenticate"] == 'Bearer realm="api", Session realm="api"'


def test_an_act_from_another_site_is_forbidden(city: cities.City) -> None:
    sent = {"kind": "complaint", "title": "等太久", "text": "窗口一直没人办理"}
    client = _client(city.alice, strict=True)
    _problem(client.post("/api/v1/complaints/", sent, content_type="application/json"), 403)


def test_each_wrong_input_is_named(city: cities.City) -> None:
    body = _problem(_client(city.alice).get("/api/v1/items/?item_type=xx"), 400)
    assert [(one["field"], one["code"]) for one in body["errors"]] == [
        ("item_type", "invalid_choice")
    ]
    client, address = _client(city.alice), "/api/v1/complaints/"
    body = _problem(client.post(address, {}, content_type="application/json"), 400)
    assert {one["field"] for one in body["errors"]} == {"kind", "title", "text"}
    sent = {"kind": "complaint", "title": "等太久", "text": "窗口一直没人办理"}
    wrong = {**sent, "contact_phone": "12"}
    body = _problem(client.post(address, wrong, content_type="application/json"), 400)
    assert body["type"] == f"urn:problem-type:yichuang:{body['code']}"
    assert [one["field"] for one in body["errors"]] == ["contact_phone"]
    assert body["errors"][0]["message"] == body["detail"]


@pytest.mark.parametrize("path", ["items/", "catalogue.jsonld", "cases/", "complaints/"])
def test_past_its_end_a_list_is_not_there(city: cities.City, path: str) -> None:
    client = _client(city.alice)
    for page in ("2", "0", "x"):
        _problem(client.get(f"/api/v1/{path}", {"page": page}), 404)
    assert client.get(f"/api/v1/{path}", {"page": "1"}).status_code == 200


def test_what_nobody_foresaw_is_a_problem_too(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DOORS, "gone", "nowhere:at-all")
    answer = Client(raise_request_exception=False).get("/api/v1/")
    _problem(answer, 500)
    assert "NoReverseMatch" not in answer.content.decode()
