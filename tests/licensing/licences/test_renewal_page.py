# SPDX-License-Identifier: Apache-2.0
"""The pages of licences and of emergencies, as people use them."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from licensing.cases.models import Case
from licensing.emergencies.models import Emergency
from licensing.licences.models import Licence
from portal.kernel.accounts.models import User
from tests import city as cities
from tests.conftest import SetClock


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, "portal.kernel.backends.LowerCaseBackend")
    return client


def _licensed(city: cities.City) -> Licence:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    return Licence.objects.get(case=case)


def test_the_page_of_licences_says_when_to_renew_and_offers_it_only_then(
    db: None, clock_at: SetClock
) -> None:
    clock_at("2023-11-02 10:00")
    city = cities.build()
    licence = _licensed(city)
    Licence.objects.filter(pk=licence.pk).update(valid_to="2026-11-01")
    address = reverse("licensing:renew", args=[licence.pk])
    clock_at("2026-08-02 10:00")
    page = _client(city.alice).get(reverse("licensing:licences")).content.decode()
    assert "2026年8月3日" in page
    assert address not in page
    clock_at("2026-08-03 10:00")
    client = _client(city.alice)
    assert address in client.get(reverse("licensing:licences")).content.decode()
    answer = client.post(address)
    case = Case.objects.get(renews=licence)
    assert answer.headers["Location"] == reverse(
        "licensing:apply_contact", args=[city.food.offering.code, case.pk]
    )
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_supervisor_sees_what_would_move_before_declaring(db: None, clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")
    city = cities.build()
    cities.accepted(city)
    client = _client(city.liu)
    address = reverse("licensing:emergencies")
    form = {
        "name": "特大暴雨",
        "basis": "资府告〔2026〕1号（示例）",
        "divisions": ["512000"],
        "first_day": "2026-03-02",
        "last_day": "2026-03-31",
        "extra_days": "5",
    }
    wrong = client.post(address, {**form, "extra_days": "0", "act": "declare"})
    assert wrong.status_code == 400
    assert "延长1到90天" in wrong.content.decode()
    assert 'value="特大暴雨"' in wrong.content.decode()
    preview = client.post(address, {**form, "act": "preview"})
    assert "个在办期限" in preview.content.decode()
    assert not Emergency.objects.exists()
    done = client.post(address, {**form, "act": "declare"})
    emergency = Emergency.objects.get()
    assert done.headers["Location"] == reverse("licensing:emergency", args=[emergency.pk])
    undo = reverse("licensing:emergency_undo", args=[emergency.pk])
    assert client.post(undo, {"reason": ""}).status_code == 400
    assert client.post(undo, {"reason": "险情解除"}).status_code == 302
    emergency.refresh_from_db()
    assert emergency.state == "undone"


def test_an_inspector_sees_emergencies_and_cannot_declare(db: None, clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")
    cities.build()
    inspector = cities.staff("qian", "inspector")
    page = _client(inspector).get(reverse("licensing:emergencies"))
    assert page.status_code == 200
    assert 'value="declare"' not in page.content.decode()
    assert 'name="extra_days"' not in page.content.decode()
