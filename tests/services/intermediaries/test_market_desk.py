# SPDX-License-Identifier: Apache-2.0
"""Editors keep the list of intermediary services and its agencies; nobody else, nothing off it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.kernel import clock
from portal.kernel.audit.models import Event
from services.intermediaries.actions import choose_provider, load_intermediaries
from services.intermediaries.models import (
    IntermediaryChoice,
    IntermediaryService,
    Provider,
    ProviderOffer,
)
from services.items.models.item import CatalogueStamp
from tests import city as cities
from tests.refusals import refused

DRAIN = "drain-test"
SERVICE = {
    "name": "消防设施检测", "legal_basis": "消防法第三十四条", "authority": "市消防救援支队",
    "result": "消防设施检测报告", "items": cities.FOOD, "revision": "0",
}  # fmt: skip
AGENCY = {
    "uscc": "91512000MAHPGGGY16", "name": "某某检测有限公司", "phone": "028-26000009",
    "address": "雁江区某路 9 号", "revision": "0",
}  # fmt: skip
OFFER = {
    "qualification": "检验检测机构资质认定", "qualification_number": "CMA-1",
    "valid_from": "2025-01-01", "valid_to": "2028-12-31", "conditions": "提供水样",
    "flow": "采样 → 检测 → 报告", "days": "5", "price": "每点位 900 元", "grade": "B",
    "graded_on": "2026-01-05", "revision": "0",
}  # fmt: skip


@pytest.fixture
def city(db: None, clock_at: Callable[[str], Any]) -> cities.City:
    clock_at("2026-03-02 10:00")
    found = cities.build()
    load_intermediaries(by=None, at=clock.now())
    return found


@pytest.fixture
def editor(city: cities.City) -> Client:
    client = Client()
    client.force_login(city.xie, backend="portal.kernel.backends.LowerCaseBackend")
    return client


@pytest.fixture
def offer(city: cities.City) -> ProviderOffer:
    return ProviderOffer.objects.filter(service__code=DRAIN).select_related("provider")[0]


def test_a_new_service_is_on_the_public_list_at_once(
    editor: Client, client: Client, city: cities.City
) -> None:
    client.get("/services/lists/intermediary/")
    before = CatalogueStamp.objects.get().number
    answer = editor.post("/editor/intermediaries/new/", SERVICE)
    assert answer.headers["Location"] == "/editor/intermediaries/xfssjc/"
    assert CatalogueStamp.objects.get().number > before
    assert "消防设施检测" in client.get("/services/lists/intermediary/").content.decode()
    assert "消防设施检测" in client.get("/intermediaries/").content.decode()
    assert Event.objects.get(verb="services.intermediary.add").actor == city.xie


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        ({"name": ""}, "请填写名称"),
        ({"legal_basis": " "}, "请填写设定依据"),
        ({"items": ""}, "请填写用于的事项"),
        ({"items": "办个好事证"}, "目录里没有“办个好事证”这个事项"),
        ({"name": "排水水质、水量检测"}, "清单里已经有这个名称"),
    ],
)
def test_a_gap_of_a_service_is_named(editor: Client, gap: dict[str, str], said: str) -> None:
    answer = editor.post("/editor/intermediaries/new/", {**SERVICE, **gap})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert 'value="消防设施检测报告"' in answer.content.decode()
    assert not Event.objects.filter(verb="services.intermediary.add").exists()


def test_off_the_list_nobody_can_be_chosen_or_entered(
    editor: Client, client: Client, city: cities.City, offer: ProviderOffer
) -> None:
    here = f"/editor/intermediaries/{DRAIN}/"
    assert editor.post(f"{here}listing/", {"listed": "0"}).status_code == 302
    assert client.get(f"/intermediaries/{DRAIN}/").status_code == 404
    with refused("not_on_list"):
        choose_provider(offer=offer, party=city.shop, by=city.alice, at=clock.now())
    told = {**OFFER, "revision": "0"}
    page = editor.post(f"/editor/providers/{offer.provider.uscc}/offers/{DRAIN}/", told)
    assert page.status_code == 400
    assert "不在中介服务事项清单内" in page.content.decode()
    assert editor.post(f"{here}listing/", {"listed": "1"}).status_code == 302
    assert client.get(f"/intermediaries/{DRAIN}/").status_code == 200
    assert IntermediaryService.objects.get(code=DRAIN).listed_on == clock.today()


def test_an_agency_is_entered_with_what_it_offers(editor: Client, client: Client) -> None:
    answer = editor.post("/editor/providers/new/", AGENCY)
    here = f"/editor/providers/{AGENCY['uscc']}/"
    assert answer.headers["Location"] == here
    service = IntermediaryService.objects.get(code=DRAIN)
    told = {**OFFER, "service": service.pk, "revision": "1"}
    assert editor.post(f"{here}offers/new/", told).status_code == 302
    page = client.get(f"/intermediaries/{DRAIN}/").content.decode()
    assert "某某检测有限公司" in page
    assert "每点位 900 元" in page
    assert editor.post("/editor/providers/new/", AGENCY).status_code == 400
    assert Provider.objects.filter(uscc=AGENCY["uscc"]).count() == 1


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        ({"valid_to": "2024-12-31"}, "早于第一天"),
        ({"valid_from": "2024-01-01", "valid_to": "2026-03-01"}, "已经过期"),
        ({"days": "0"}, "时限"),
        ({"days": ""}, "请填写时限"),
        ({"price": ""}, "请填写收费标准"),
        ({"graded_on": ""}, "请填行业主管部门评级的日期"),
        ({"graded_on": "2026-03-03"}, "还没有到"),
        ({"grade": "N"}, "不用写评级日期"),
        ({"service": ""}, "请填写清单里的服务"),
    ],
)
def test_a_gap_of_an_offer_is_named(editor: Client, gap: dict[str, str], said: str) -> None:
    editor.post("/editor/providers/new/", AGENCY)
    service = IntermediaryService.objects.get(code=DRAIN)
    told = {**OFFER, "service": service.pk, "revision": "1", **gap}
    answer = editor.post(f"/editor/providers/{AGENCY['uscc']}/offers/new/", told)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "采样 → 检测 → 报告" in answer.content.decode()
    assert not ProviderOffer.objects.filter(provider__uscc=AGENCY["uscc"]).exists()


def test_the_last_day_of_a_qualification_may_still_be_entered(editor: Client) -> None:
    editor.post("/editor/providers/new/", AGENCY)
    service = IntermediaryService.objects.get(code=DRAIN)
    told = {**OFFER, "service": service.pk, "revision": "1", "valid_to": "2026-03-02"}
    here = f"/editor/providers/{AGENCY['uscc']}/offers/new/"
    assert editor.post(here, told).status_code == 302


@pytest.mark.parametrize("path", ["", "offers/drain-test/"])
def test_who_has_left_cannot_be_chosen_and_choices_stay(
    editor: Client, client: Client, city: cities.City, offer: ProviderOffer, path: str
) -> None:
    choose_provider(offer=offer, party=city.shop, by=city.alice, at=clock.now())
    here = f"/editor/providers/{offer.provider.uscc}/{path}"
    assert editor.post(f"{here}withdraw/").status_code == 302
    public = f"/intermediaries/{DRAIN}/"
    assert offer.provider.name not in client.get(public).content.decode()
    with refused("has_left"):
        choose_provider(offer=offer, party=city.other_firm, by=city.bob, at=clock.now())
    alice = Client()
    alice.force_login(city.alice, backend="portal.kernel.backends.LowerCaseBackend")
    assert "这家已经不再提供，请另选一家" in alice.get(public).content.decode()
    assert IntermediaryChoice.objects.filter(ended_at=None).count() == 1
    assert editor.post(f"{here}return/").status_code == 302
    assert offer.provider.name in client.get(public).content.decode()
    verbs = Event.objects.filter(verb__startswith="services.provider").values_list(
        "verb", flat=True
    )
    assert len(verbs) == 2
    assert editor.post(f"{here}dance/").status_code == 404


def test_the_mark_of_demo_data_goes_only_when_somebody_vouches(
    editor: Client, offer: ProviderOffer
) -> None:
    provider = offer.provider
    here = f"/editor/providers/{provider.uscc}/"
    told = {"name": provider.name, "phone": "028-26000008", "address": provider.address}
    assert editor.post(here, {**told, "revision": "0"}).status_code == 302
    provider.refresh_from_db()
    assert (provider.phone, provider.provenance) == ("02826000008", "synthetic")
    assert editor.post(here, {**told, "revision": "1", "is_confirmed": "on"}).status_code == 302
    provider.refresh_from_db()
    assert provider.provenance == "found"
    answer = editor.post(here, {**told, "revision": "1"})
    assert answer.status_code == 409
    assert 'value="028-26000008"' in answer.content.decode()


def test_loading_the_shipped_file_again_changes_nothing(
    editor: Client, offer: ProviderOffer
) -> None:
    provider = offer.provider
    told = {"name": provider.name, "phone": "028-26000008", "address": "新地址"}
    editor.post(f"/editor/providers/{provider.uscc}/", {**told, "revision": "0"})
    editor.post(f"/editor/providers/{provider.uscc}/offers/{DRAIN}/withdraw/")
    editor.post(f"/editor/intermediaries/{DRAIN}/listing/", {"listed": "0"})
    rows = (Provider, ProviderOffer, IntermediaryService)
    before = [list(model.objects.order_by("pk").values()) for model in rows]
    assert load_intermediaries(by=None, at=clock.now()) == 0
    assert [list(model.objects.order_by("pk").values()) for model in rows] == before


def test_a_shipped_service_that_an_editor_entered_first_is_left_out(
    db: None, clock_at: Callable[[str], Any]
) -> None:
    clock_at("2026-03-02 10:00")
    city = cities.build()
    client = Client()
    client.force_login(city.xie, backend="portal.kernel.backends.LowerCaseBackend")
    client.post("/editor/intermediaries/new/", {**SERVICE, "name": "排水水质、水量检测"})
    load_intermediaries(by=None, at=clock.now())
    assert not IntermediaryService.objects.filter(code=DRAIN).exists()
    assert IntermediaryService.objects.filter(name="排水水质、水量检测").count() == 1


def test_the_desk_is_for_editors(city: cities.City, client: Client) -> None:
    assert client.get("/editor/intermediaries/").status_code == 302
    client.force_login(city.wang, backend="portal.kernel.backends.LowerCaseBackend")
    assert client.post("/editor/intermediaries/new/", SERVICE).status_code == 404
    assert not IntermediaryService.objects.filter(name=SERVICE["name"]).exists()
