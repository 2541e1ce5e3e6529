# SPDX-License-Identifier: Apache-2.0
"""Intermediary services: only from the list, chosen by the applicant alone, never expired."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.errors import Invalid
from services.intermediaries.actions import choose_provider, load_intermediaries
from services.intermediaries.models import IntermediaryChoice, IntermediaryService, ProviderOffer
from services.intermediaries.queries import choosable
from services.intermediaries.rules import choice_problems, is_qualified
from tests import city as cities

DRAIN = "drain-test"


@pytest.fixture
def city(db: None, clock_at: Callable[[str], Any]) -> cities.City:
    clock_at("2026-03-02 10:00")
    found = cities.build()
    load_intermediaries(by=None, at=clock.now())
    return found


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def _offers(code: str = DRAIN) -> list[ProviderOffer]:
    return list(choosable(IntermediaryService.objects.get(code=code), clock.today()))


def test_the_list_and_its_pages_are_public(city: cities.City, client: Client) -> None:
    page = client.get("/intermediaries/").content.decode()
    assert "排水水质、水量检测" in page
    assert "第二十五条" in page
    page = client.get(f"/intermediaries/{DRAIN}/").content.decode()
    for said in ("每点位 1000 元", "4 个工作日", "服务条件", "C 一般"):
        assert said in page
    assert client.get(f"/providers/{_offers()[0].provider.uscc}/").status_code == 200


def test_a_service_taken_off_the_list_is_gone(city: cities.City, client: Client) -> None:
    offer = _offers()[0]
    IntermediaryService.objects.filter(code=DRAIN).update(is_listed=False)
    assert client.get(f"/intermediaries/{DRAIN}/").status_code == 404
    with pytest.raises(Invalid) as caught:
        choose_provider(offer=offer, party=city.shop, by=city.alice, at=clock.now())
    assert caught.value.code == "not_on_list"
    assert not IntermediaryChoice.objects.exists()


def test_the_last_day_of_a_qualification_still_counts(
    city: cities.City, client: Client, clock_at: Callable[[str], Any]
) -> None:
    expiring = ProviderOffer.objects.get(service__code=DRAIN, valid_to="2026-03-31")
    clock_at("2026-03-31 10:00")
    assert expiring in _offers()
    clock_at("2026-04-01 10:00")
    assert expiring not in _offers()
    page = client.get(f"/intermediaries/{DRAIN}/").content.decode()
    assert expiring.provider.name not in page
    assert "资质已过期" in client.get(f"/providers/{expiring.provider.uscc}/").content.decode()
    with pytest.raises(Invalid) as caught:
        choose_provider(offer=expiring, party=city.shop, by=city.alice, at=clock.now())
    assert caught.value.code == "not_qualified"
    assert not IntermediaryChoice.objects.exists()


def test_the_applicant_chooses_and_chooses_anew(city: cities.City) -> None:
    client, (first, second) = _client(city.alice), _offers()
    address = f"/intermediaries/{DRAIN}/choose/"
    answer = client.post(address, {"party": city.shop.pk})
    assert answer.status_code == 400
    assert "请先选一家机构" in answer.content.decode()
    for offer in (first, first, second):
        answer = client.post(address, {"offer": offer.pk, "party": city.shop.pk})
        assert answer.status_code == 302
    current = IntermediaryChoice.objects.get(ended_at=None)
    assert (current.offer_id, current.party_id) == (second.pk, city.shop.pk)
    assert IntermediaryChoice.objects.count() == 2
    assert second.provider.name in client.get(f"/intermediaries/{DRAIN}/").content.decode()


def test_no_organ_names_an_agency(city: cities.City) -> None:
    offer = _offers()[0]
    for officer in (city.wang, city.li, city.chen, city.liu):
        with pytest.raises(Invalid) as caught:
            choose_provider(offer=offer, party=city.shop, by=officer, at=clock.now())
        assert caught.value.code == "organ_names_provider"
        answer = _client(officer).post(
            f"/intermediaries/{DRAIN}/choose/", {"offer": offer.pk, "party": city.shop.pk}
        )
        assert answer.status_code == 404
    assert not IntermediaryChoice.objects.exists()


def test_nobody_chooses_for_a_stranger(city: cities.City) -> None:
    offer = _offers()[0]
    with pytest.raises(Invalid) as caught:
        choose_provider(offer=offer, party=city.shop, by=city.charlie, at=clock.now())
    assert caught.value.code == "not_applicant"
    answer = _client(city.charlie).post(
        f"/intermediaries/{DRAIN}/choose/", {"offer": offer.pk, "party": city.shop.pk}
    )
    assert answer.status_code == 404
    assert not IntermediaryChoice.objects.exists()


def test_the_order_is_drawn_anew_each_day_unless_somebody_wishes(
    city: cities.City, clock_at: Callable[[str], Any]
) -> None:
    seen = set()
    for day in range(2, 22):
        clock_at(f"2026-03-{day:02} 10:00")
        seen.add(_offers()[0].pk)
    assert len(seen) == 2
    service = IntermediaryService.objects.get(code=DRAIN)
    assert [one.days for one in choosable(service, clock.today(), "days")] == [4, 5]
    assert [one.grade for one in choosable(service, clock.today(), "grade")] == ["B", "C"]


def test_the_guide_says_who_makes_the_paper_and_that_one_may_choose(
    db: None, client: Client, demo_catalogue: None
) -> None:
    page = client.get("/services/511A0148600000/").content.decode()
    assert f'href="/intermediaries/{DRAIN}/"' in page


@given(st.dates(), st.dates(), st.dates())
def test_a_qualification_holds_from_its_first_to_its_last_day(
    first: Any, last: Any, on: Any
) -> None:
    assert is_qualified(first, last, on) == (first <= on <= last)


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_a_choice_needs_all_four(staff: bool, acts: bool, listed: bool, good: bool) -> None:
    found = choice_problems(is_staff=staff, acts_for_party=acts, is_listed=listed, qualified=good)
    assert (not found) == (not staff and acts and listed and good)
    assert staff == ("organ_names_provider" in {one.code for one in found})
