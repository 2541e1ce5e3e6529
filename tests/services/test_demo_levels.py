# SPDX-License-Identifier: Apache-2.0
"""The demo city at four levels, as applicants, editors and the search see it."""

from __future__ import annotations

import csv

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from licensing.apply.files import centre_for
from portal.kernel import clock
from portal.kernel.checks import replay
from portal.kernel.places.loading import SHIPPED
from portal.kernel.places.models import Centre, Division, Organ, Window
from services.demo import load_demo_levels
from services.guides.nearest import NearOffering, nearest
from services.guides.queries import guide_version
from services.items.history import side_by_side
from services.items.models.item import Offering, ServiceItem
from services.items.models.version import OfferingVersion
from services.items.standard_codes import level_of
from services.lists.registry import find
from services.search import live
from tests.services.cast import browser

pytestmark = pytest.mark.django_db
PENSION, CARE, FOOD = "512B0359100011", "512B0003600037", "511A0005200004"


@pytest.fixture
def levels(demo_catalogue: None) -> None:
    report = load_demo_levels(by=None, at=clock.now())
    assert (report.created, report.rejected) == (55, [])


def test_every_level_offers_several_items_and_loads_once(levels: None) -> None:
    rows = Offering.objects.values_list("organ__division__level", "item__code")
    found: dict[str, set[str]] = {}
    for level, item in rows:
        found.setdefault(level_of(level), set()).add(item)
    assert {level: len(items) >= 3 for level, items in found.items()} == dict.fromkeys("3456", True)
    again = load_demo_levels(by=None, at=clock.now())
    assert (again.created, again.updated, again.unchanged) == (0, 0, 55)
    assert ServiceItem.objects.count() == 120
    assert replay() == []


def test_demo_organs_say_so_and_stand_in_real_divisions(levels: None) -> None:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        real = {row["code"]: row["name"] for row in csv.DictReader(file)}
    organs = list(Organ.objects.exclude(division="512000").select_related("division"))
    assert len(organs) == 17
    for organ in organs:
        assert organ.name.endswith("（演示）")
        assert real[organ.division_id] == organ.division.name
        assert organ.court.startswith(organ.reconsideration_body[:3])


def test_the_guide_says_where_else_by_level_and_promises_what_is_shorter(levels: None) -> None:
    page = Client().get(reverse("services:guide", args=[CARE])).content.decode()
    assert page.index("村（社区）") < page.index("镇（乡、街道）") < page.index("县（区）")
    assert '安岳县岳阳镇便民服务中心（演示）</a> <span class="tag share">7 个工作日' in page
    assert "雁江区莲花街道雁中社区便民服务站" in page
    lonely = Client().get(reverse("services:guide", args=["511A0147300000"])).content.decode()
    assert "别处也能办" not in lonely


def test_the_guide_of_a_village_has_its_own_place_and_not_the_citys_windows(levels: None) -> None:
    city, _made = Division.objects.get_or_create(code="512000")
    centre = Centre.objects.create(code="main", name="市中心大厅", division=city)
    Window.objects.create(centre=centre, number=3, name="综合窗口")
    code = f"{PENSION}-512021100201-01"
    page = Client().get(reverse("services:guide", args=[code])).content.decode()
    assert "棋盘村便民服务站代办点（演示地址）" in page
    assert "市中心大厅" not in page
    assert "任一政务服务中心的综合窗口都收件" not in page
    assert "市中心大厅" in Client().get(reverse("services:guide", args=[PENSION])).content.decode()


def test_knowing_the_other_places_costs_the_guide_no_query(
    levels: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    guide_version(PENSION)
    with django_assert_max_num_queries(1):
        version = guide_version(PENSION)
    assert version is not None
    assert len(version.elsewhere) == 11


def test_the_nearest_place_is_the_persons_own_town_else_its_county(levels: None) -> None:
    address = reverse("services:nearest", args=[PENSION])
    near = [
        place.organ
        for place in Client().get(address, {"home": "512021104"}).context["near"]
    ]  # fmt: skip
    assert near == [
        "安岳县龙台镇便民服务中心（演示）", "安岳县龙台镇中坝村便民服务站（演示）",
        "安岳县人力资源和社会保障局（演示）", "市人力资源和社会保障局",
    ]  # fmt: skip
    far = Client().get(address, {"home": "512022102"}).context["near"]
    assert far[0].organ == "乐至县人力资源和社会保障局（演示）"
    for odd in ("", "510100", "x", "512000"):
        assert Client().get(address, {"home": odd}).context["near"] == []
    assert Client().get(reverse("services:nearest", args=["511A9999999999"])).status_code == 404


def test_nearest_puts_a_persons_own_division_before_what_lies_in_it() -> None:
    def at(division: str) -> NearOffering:
        return NearOffering(division, division, division, "5", "", 1)

    places = [at("512000"), at("512021"), at("512021100201"), at("512021100"), at("512022")]
    assert [one.code for one in nearest(places, "512021100")] == [
        "512021100", "512021100201", "512021", "512000",
    ]  # fmt: skip
    assert [one.code for one in nearest(places, "512021100201")] == [
        "512021100201", "512021100", "512021", "512000",
    ]  # fmt: skip


def test_the_search_has_one_hit_an_item_with_its_organs(levels: None) -> None:
    hits = [hit for hit in live.find("高龄津贴", 10) if hit.document.code.startswith(CARE)]
    assert [hit.document.code for hit in hits] == [CARE]
    assert len(hits[0].others) == 7


def test_the_public_index_counts_an_item_once_but_shows_a_countys_own(levels: None) -> None:
    page = Client().get(reverse("services:index")).content.decode()
    assert "共 120 项" in page
    organ = Organ.objects.get(name="安岳县民政局（演示）")
    own = Client().get(reverse("services:index"), {"organ": organ.code}).content.decode()
    assert "共 5 项" in own


def test_the_lists_name_every_organ_that_implements(levels: None) -> None:
    licences = find("licences")
    assert licences is not None
    rows = [licences.item(row) for row in licences.source()]
    food = {row["organ"]: row["promised_days"] for row in rows if FOOD in row["code"]}
    assert food == {
        "市市场监督管理局": 5, "安岳县市场监督管理局（演示）": 4,
        "乐至县市场监督管理局（演示）": 5,
    }  # fmt: skip
    levels_told = {row["standard"]["level"] for row in rows}
    assert levels_told == {"3", "4", "5"}


def test_an_editor_compares_the_levels(levels: None) -> None:
    table = side_by_side(ServiceItem.objects.get(code=CARE))
    assert [row.version.organ.division_id for row in table][:2] == ["512000", "512002"]
    promised = [(text, differs) for row in table for _label, text, differs in row.cells[:1]]
    assert promised[0] == ("10", False)
    assert ("7", True) in promised
    page = browser().get(reverse("services:editor_offering", args=[CARE])).content.decode()
    assert page.count("<mark>") >= 20


def test_files_for_a_town_go_to_the_centre_of_its_county(levels: None) -> None:
    for code in ("512000", "512021"):
        Centre.objects.create(code=code, name=code, division_id=code)
    town = OfferingVersion.objects.get(offering__code=f"{PENSION}-512021100-01")
    other = OfferingVersion.objects.get(offering__code=f"{PENSION}-512022-01")
    assert (centre_for(town).code, centre_for(other).code) == ("512021", "512000")
