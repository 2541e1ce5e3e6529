# SPDX-License-Identifier: Apache-2.0
"""The API: own scope, masked, schema complete, errors as sentences."""

from __future__ import annotations

from django.core.cache import cache
from django.test import Client
from django.urls import URLResolver, get_resolver

from complaints.appeals.models import Complaint
from portal.kernel.accounts.models import User
from portal.kernel.outbox.relay import drain
from tests import city as cities


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def test_cases_are_listed_in_ones_own_scope(city: cities.City) -> None:
    case = cities.accepted(city)
    for user, sees in ((city.alice, 1), (city.wang, 1), (city.li, 1), (city.liu, 1),
                       (city.bob, 0), (city.sun, 0), (city.huang, 0)):  # fmt: skip
        client = _client(user)
        assert client.get("/api/v1/cases/").json()["count"] == sees, user.username
        status = client.get(f"/api/v1/cases/{case.number}/").status_code
        assert status == (200 if sees else 404), user.username
    assert Client().get("/api/v1/cases/").status_code == 401


def test_a_case_explains_its_dates(city: cities.City, clock_at: object) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.accepted(city)
    body = _client(city.alice).get(f"/api/v1/cases/{case.number}/").json()
    dues = {due["kind"]: due for due in body["dues"]}
    assert dues["statutory"]["due_on"] == "2026-12-07"
    assert dues["promised"]["standing"] == "running"
    assert "10个工作日" in dues["statutory"]["why"]
    assert "最迟2026年12月7日" in dues["statutory"]["why"]
    assert dues["statutory"]["why"].endswith(f"依据：{dues['statutory']['citation']}。")
    assert all(due["citation"] for due in dues.values())
    assert "92512000MAT0T00085" not in str(body)


def test_fields_of_a_case_cannot_be_written(city: cities.City) -> None:
    case = cities.submitted(city)
    client = _client(city.alice)
    for method in (client.post, client.put, client.patch, client.delete):
        answer = method(f"/api/v1/cases/{case.number}/", {"state": "issued"},
                        content_type="application/json")  # fmt: skip
        assert answer.status_code == 405
    case.refresh_from_db()
    assert case.state == "submitted"


def test_a_complaint_is_filed_and_wrong_fields_are_named(city: cities.City) -> None:
    client = _client(city.alice)
    sent = {"kind": "complaint", "title": "等太久", "text": "窗口一直没人办理",
            "contact_phone": "12"}  # fmt: skip
    bad = client.post("/api/v1/complaints/", sent, content_type="application/json")
    assert bad.status_code == 400
    assert bad.json()["errors"][0]["field"] == "contact_phone"
    assert not Complaint.objects.exists()
    good = client.post("/api/v1/complaints/", {**sent, "contact_phone": ""},
                       content_type="application/json")  # fmt: skip
    assert good.status_code == 201
    number = good.json()["number"]
    assert client.get(f"/api/v1/complaints/{number}/").status_code == 200
    assert _client(city.bob).get(f"/api/v1/complaints/{number}/").status_code == 404


def test_complaints_are_listed_for_those_who_filed_or_handle_them(city: cities.City) -> None:
    sent = {"kind": "complaint", "title": "等太久", "text": "窗口一直没人办理"}
    filed = _client(city.alice).post("/api/v1/complaints/", sent, content_type="application/json")
    for user, sees in ((city.alice, 1), (city.liu, 1), (city.bob, 0), (city.li, 0)):
        body = _client(user).get("/api/v1/complaints/").json()
        assert body["count"] == sees, user.username
        numbers = [row["number"] for row in body["results"]]
        assert numbers == [filed.json()["number"]] * sees
    assert Client().get("/api/v1/complaints/").status_code == 401


def test_verification_tells_status_title_masked_name_and_dates(city: cities.City) -> None:
    cache.clear()
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    case = cities.granted(city, case)
    drain()
    body = Client().get(f"/api/v1/verify/{case.licences.get().document.token}/").json()
    assert set(body) == {"status", "title", "name", "issued_on", "valid_from", "valid_to"}
    assert body["status"] == "valid"
    assert Client().get("/api/v1/verify/aaaaaaaaaaaaaaaaaaaaaa/").status_code == 404


def _api_paths(resolver: URLResolver, prefix: str = "") -> set[str]:
    found = set()
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found |= _api_paths(entry, path)
        elif path.startswith("api/v1/"):
            found.add(path)
    return found


def test_the_schema_is_complete(db: None) -> None:
    schema = Client().get("/api/schema/", headers={"accept": "application/json"}).json()
    described = schema["paths"]
    assert len(described) == len(_api_paths(get_resolver()))
    assert all(method["summary"] for path in described.values() for method in path.values())


def test_the_first_page_leads_to_every_door(db: None, client: Client) -> None:
    doors = client.get("/api/v1/").json()
    assert set(doors) == {
        "items", "catalogue", "cases", "complaints", "data_requests", "deadline", "schema",
    }  # fmt: skip
    assert client.get(doors["items"]).status_code == 200
