# SPDX-License-Identifier: Apache-2.0
"""A notary or bank reads what a person consented to, within it, and the person sees each read."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from licensing.licences.models import Licence
from portal.kernel import clock, invariants
from portal.kernel.accounts.models import User
from portal.kernel.audit.models import Event, ReadLog
from portal.kernel.audit.verify import verify
from portal.kernel.clients.actions import end_client, open_client
from portal.kernel.clients.models import ApiClient
from portal.kernel.errors import Invalid
from portal.kernel.sharing.consents import give_consent, withdraw_consent
from portal.kernel.sharing.models import Consent
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")
    return cities.build()


def _open(city: cities.City, name: str = "某银行信贷系统") -> tuple[ApiClient, str]:
    return open_client(
        name=name, organ=city.food.organ, scopes=["consents:read"],
        valid_to=clock.today() + timedelta(days=300), by=city.gu, at=clock.now(),
    )  # fmt: skip


def _token(opened: tuple[ApiClient, str]) -> str:
    client, secret = opened
    pair = base64.b64encode(f"{client.application.client_id}:{secret}".encode()).decode()
    asked = Client(headers={"Authorization": f"Basic {pair}"}).post(
        "/oauth/token/", {"grant_type": "client_credentials"}
    )
    return str(asked.json()["access_token"])


def _read(token: str, consent: Consent) -> Any:
    client = Client(headers={"Authorization": f"Bearer {token}"})
    return client.get(f"/api/v1/consents/{consent.token}/")


def _give(city: cities.City, client: ApiClient, **more: Any) -> Consent:
    told: dict[str, Any] = {
        "kind": "person", "purpose": "房屋贷款", "valid_to": date(2026, 4, 1), "by": city.alice,
        "at": clock.now(),
    }  # fmt: skip
    return give_consent(client=client, **{**told, **more})


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user, "portal.kernel.backends.LowerCaseBackend")
    return client


def test_what_was_consented_to_is_read_and_the_person_sees_by_whom(city: cities.City) -> None:
    opened = _open(city)
    consent = _give(city, opened[0])
    answer = _read(_token(opened), consent)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    body = answer.json()
    assert (body["kind"], body["purpose"], body["valid_to"]) == ("person", "房屋贷款", "2026-04-01")
    assert body["rows"][0]["姓名"] == "张小丽"
    look = ReadLog.objects.get(party=city.alice.person)
    assert "某银行信贷系统" in look.reason
    assert not look.reader.is_active
    assert not look.reader.has_usable_password()
    page = _as(city.alice).get("/account/").content.decode()
    assert "经您授权的单位" in page
    assert "某银行信贷系统" in page
    assert verify() == []
    assert invariants.run() == []


def test_only_the_kind_that_was_named_is_given(city: cities.City) -> None:
    opened = _open(city)
    case = cities.submitted(city, applicant=city.alice.person)
    body = _read(_token(opened), _give(city, opened[0], kind="cases")).json()
    assert [row["办件编号"] for row in body["rows"]] == [case.number]
    assert "512002199003070019" not in str(body)
    assert Licence.objects.count() == 0


@pytest.mark.parametrize(("day", "status"), [("2026-04-01 23:59", 200), ("2026-04-02 00:00", 404)])
def test_a_consent_has_a_last_day(
    city: cities.City, clock_at: SetClock, day: str, status: int
) -> None:
    opened = _open(city)
    consent = _give(city, opened[0])
    clock_at(day)
    assert _read(_token(opened), consent).status_code == status
    assert ReadLog.objects.count() == (status == 200)


def test_a_withdrawn_consent_opens_nothing_from_that_moment(city: cities.City) -> None:
    opened = _open(city)
    consent, token = _give(city, opened[0]), _token(opened)
    assert _read(token, consent).status_code == 200
    withdraw_consent(consent=consent, by=city.alice, at=clock.now())
    assert _read(token, consent).status_code == 404
    assert ReadLog.objects.count() == 1
    with refused("withdrawn"):
        withdraw_consent(consent=consent, by=city.alice, at=clock.now())
    verbs = Event.objects.filter(subject=consent.subject_id).order_by("seq")
    assert [one.verb for one in verbs] == ["kernel.consent.give", "kernel.consent.withdraw"]


def test_nobody_else_reads_by_it(city: cities.City) -> None:
    bank, other = _open(city), _open(city, "某公证处系统")
    consent = _give(city, bank[0])
    assert _read(_token(other), consent).status_code == 404
    cases, secret = open_client(
        name="业务系统", organ=city.food.organ, scopes=["cases:read"],
        valid_to=clock.today(), by=city.gu, at=clock.now(),
    )  # fmt: skip
    assert _read(_token((cases, secret)), consent).status_code == 403
    address = f"/api/v1/consents/{consent.token}/"
    assert Client().get(address).status_code == 401
    for user in (city.alice, city.bob, city.liu):
        assert _as(user).get(address).status_code == 404
    assert not ReadLog.objects.exists()


def test_an_ended_system_and_a_closed_account_end_the_reading(city: cities.City) -> None:
    opened = _open(city)
    consent, token = _give(city, opened[0]), _token(opened)
    User.objects.filter(pk=city.alice.pk).update(is_active=False)
    assert _read(token, consent).status_code == 404
    User.objects.filter(pk=city.alice.pk).update(is_active=True)
    end_client(client=opened[0], by=city.gu, at=clock.now())
    assert _read(token, consent).status_code == 401
    assert not ReadLog.objects.exists()


def test_a_system_that_reads_by_consent_has_no_other_scope(city: cities.City) -> None:
    with pytest.raises(Invalid) as caught:
        open_client(
            name="某银行信贷系统", organ=city.food.organ, scopes=["consents:read", "cases:read"],
            valid_to=clock.today(), by=city.gu, at=clock.now(),
        )  # fmt: skip
    assert caught.value.code == "consents_alone"
    assert not ApiClient.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "everything"}, "kind"),
        ({"purpose": " "}, "purpose"),
        ({"valid_to": date(2026, 3, 1)}, "valid_to"),
        ({"valid_to": date(2026, 8, 30)}, "valid_to"),  # 180 days are up to 29 August
    ],
)
def test_a_consent_without_kind_purpose_or_end_is_refused(
    city: cities.City, more: dict[str, Any], field: str
) -> None:
    client, _secret = _open(city)
    with pytest.raises(Invalid) as caught:
        _give(city, client, **more)
    assert [one.field for one in caught.value.problems] == [field]
    assert not Consent.objects.exists()
    _give(city, client, valid_to=date(2026, 8, 29))


def test_only_a_proven_person_gives_and_only_the_same_takes_back(city: cities.City) -> None:
    client, _secret = _open(city)
    User.objects.filter(pk=city.bob.pk).update(level="phone")
    with refused("prove_first"):
        _give(city, client, by=User.objects.get(pk=city.bob.pk))
    with refused("prove_first"):
        _give(city, client, by=city.wang)
    consent = _give(city, client)
    with refused("not_yours"):
        withdraw_consent(consent=consent, by=city.charlie, at=clock.now())
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_the_page_gives_shows_and_withdraws(city: cities.City) -> None:
    opened = _open(city)
    alice = _as(city.alice)
    typed = {
        "client": opened[0].pk, "kind": "licences", "purpose": "房屋贷款", "valid_to": "2026-04-01",
    }  # fmt: skip
    far = alice.post("/account/consents/", {**typed, "valid_to": "2027-01-01"})
    assert far.status_code == 400
    assert "房屋贷款" in far.content.decode()
    assert "已授权" in alice.post("/account/consents/", typed, follow=True).content.decode()
    consent = Consent.objects.get()
    assert consent.token in alice.get("/account/consents/").content.decode()
    gone = alice.post(f"/account/consents/{consent.pk}/withdraw/", follow=True).content.decode()
    assert consent.token not in gone
    assert _read(_token(opened), consent).status_code == 404
    assert "/account/consents/" in alice.get("/account/").content.decode()
