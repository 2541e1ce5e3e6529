# SPDX-License-Identifier: Apache-2.0
"""The public pages: what they say, what they cost, what they refuse."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.kernel import clock
from services.items.models.charges import DeferralExclusion
from services.items.models.item import ListedItem
from services.items.models.version import OfferingVersion
from services.items.stamp import touch_catalogue

pytestmark = pytest.mark.django_db
FOOD = "511A0005200004"
FIRE = "511A0118400003"
Most = Callable[..., Any]


def _page(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def _guide(code: str) -> str:
    return reverse("services:guide", args=[code])


def test_searching_in_own_words_finds_the_item(client: Client, demo_catalogue: None) -> None:
    page = _page(client, reverse("services:index"), q="我想开个餐馆")
    assert "食品（含保健食品）经营许可核发" in page
    assert "您说的“餐馆”" in page


def test_nonsense_finds_nothing_and_says_what_to_do(client: Client, demo_catalogue: None) -> None:
    page = _page(client, reverse("services:index"), q="星际飞船许可证")
    assert "没有找到" in page
    assert "12345" in page


def test_the_guide_shows_both_limits_and_the_day(
    client: Client, demo_catalogue: None, clock_at: Callable[[str], Any]
) -> None:
    clock_at("2026-03-02 10:00")
    page = _page(client, _guide(FOOD))
    assert "2026年3月9日（周一）" in page
    assert "2026年3月16日（周一）" in page
    assert "为什么是这一天" in page
    assert reverse("licensing:apply", args=[FOOD]) in page


def test_past_the_published_calendar_the_guide_says_the_number_of_days(
    client: Client, demo_catalogue: None, clock_at: Callable[[str], Any]
) -> None:
    clock_at("2026-12-30 10:00")
    page = _page(client, _guide(FOOD))
    assert "5个工作日" in page
    assert "还没有公布" in page


def test_what_no_page_stands_behind_is_marked(client: Client, demo_catalogue: None) -> None:
    assert "演示数据" in _page(client, _guide(FOOD))


def test_a_placeholder_code_is_never_shown_as_a_real_one(
    client: Client, demo_catalogue: None
) -> None:
    page = _page(client, _guide("LOCAL-075"))
    assert "暂无正式编码" in page
    assert '<dd class="num">LOCAL-075' not in page


def test_an_unknown_item_is_a_404(client: Client, demo_catalogue: None) -> None:
    assert client.get(_guide("511A9999999999")).status_code == 404


def test_typed_markup_comes_back_as_text(client: Client, demo_catalogue: None) -> None:
    page = _page(client, reverse("services:index"), q="<script>alert(1)</script>")
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "query", [{"page": "999"}, {"page": "x"}, {"who": "外星人"}, {"organ": "'"}]
)
def test_odd_filters_are_ignored(
    client: Client, demo_catalogue: None, query: dict[str, str]
) -> None:
    _page(client, reverse("services:index"), **query)


def test_filters_narrow_the_list(client: Client, demo_catalogue: None) -> None:
    assert "共 120 项" in _page(client, reverse("services:index"))
    assert "共 61 项" in _page(client, reverse("services:index"), kind="01")
    assert "共 49 项" in _page(client, reverse("services:index"), handling="1")


def test_suggestions_come_while_typing(client: Client, demo_catalogue: None) -> None:
    assert "普通护照签发" in _page(client, reverse("services:suggest"), q="护")


def test_a_listed_name_sends_nobody_to_an_organ_of_another_place(
    client: Client, demo_catalogue: None
) -> None:
    own = OfferingVersion.objects.values("name")
    listed = ListedItem.objects.exclude(name__in=own).exclude(organ_name="").first()
    assert listed is not None
    page = _page(client, reverse("services:index"), q=listed.name)
    line = page.split(f"<strong>{listed.name}</strong>")[1].split("</li>")[0]
    assert "请拨打 12345 或到就近的窗口问" in line
    assert listed.organ_name not in line


def test_a_bundle_shows_its_stages(client: Client, demo_catalogue: None) -> None:
    page = _page(client, reverse("services:bundle", args=["restaurant"]))
    assert "同一步里的可以同时申请" in page
    assert page.index("个体工商户设立登记") < page.index("城镇污水排入排水管网许可")


def test_the_deferral_list_leaves_out_what_is_excluded(
    client: Client, demo_catalogue: None
) -> None:
    page = _page(client, reverse("services:deferral_list"))
    assert "食品（含保健食品）经营许可核发" in page
    assert "危险化学品经营许可证核发" not in page
    assert "公司设立登记" not in page
    for row in DeferralExclusion.objects.all():
        row.pk, row.is_on, row.effective_on = None, False, clock.today()
        row.save(force_insert=True)
    touch_catalogue()
    page = _page(client, reverse("services:deferral_list"))
    assert "危险化学品经营许可证核发" in page
    assert "公司设立登记" in page


def test_the_deferral_list_is_open_data_as_well(client: Client, demo_catalogue: None) -> None:
    rows = client.get(reverse("services:deferral_json")).json()["items"]
    text = client.get(reverse("services:deferral_csv")).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert len(lines) - 1 == sum(len(row["materials"]) for row in rows)
    assert {line[0] for line in lines[1:]} == {row["code"] for row in rows}


def test_the_guide_explains_an_excluded_deferral(client: Client, demo_catalogue: None) -> None:
    page = _page(client, _guide(FIRE))
    assert "不适用容缺" in page
    assert "可容缺</span>" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/services/",
        "/services/?q=开餐馆",
        "/services/511A0005200004/",
        "/services/bundles/restaurant/",
        "/services/lists/deferral/",
    ],
)
def test_no_page_costs_more_than_twelve_queries(
    client: Client,
    demo_catalogue: None,
    address: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_the_list_costs_the_same_for_few_and_for_many(
    client: Client,
    catalogue: list[dict[str, Any]],
    run_import: Callable[..., object],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    run_import(catalogue[:1])
    with django_assert_num_queries(5):
        client.get("/services/")
    run_import(catalogue)
    with django_assert_num_queries(5):
        client.get("/services/")


def test_the_checklist_prints_every_material(client: Client, demo_catalogue: None) -> None:
    page = _page(client, reverse("services:checklist", args=[FOOD]))
    version = OfferingVersion.objects.get(offering__code=FOOD)
    assert all(material.name in page for material in version.materials.all())


def test_a_form_has_a_filled_example_and_other_papers_have_none(
    client: Client, demo_catalogue: None
) -> None:
    page = _page(client, reverse("services:sample", args=[FOOD, 0]))
    assert "食品经营许可申请书" in page
    assert "示例" in page
    assert client.get(reverse("services:sample", args=[FOOD, 1])).status_code == 404
    assert client.get(reverse("services:sample", args=[FOOD, 99])).status_code == 404
    assert reverse("services:sample", args=[FOOD, 0]) in _page(client, _guide(FOOD))
