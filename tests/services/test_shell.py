# SPDX-License-Identifier: Apache-2.0
"""The frame of every page: works without script, keeps big letters, says where one is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from portal.kernel.accounts.models import User
from portal.kernel.deadlines.proof import days
from portal.web.templatetags.portal import day, day_short, light_class, light_word
from services.items.reference import bundle_codes

pytestmark = pytest.mark.django_db
PAGES = (
    "/services/",
    "/services/511A0005200004/",
    "/services/bundles/restaurant/",
    "/services/lists/deferral/",
)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_carries_inline_style_or_script(
    client: Client, demo_catalogue: None, address: str
) -> None:
    page = client.get(address).content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_title_one_main_part_and_a_skip_link(
    client: Client, demo_catalogue: None, address: str
) -> None:
    page = client.get(address).content.decode()
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert 'href="#main"' in page
    assert 'aria-current="page">我要办' in page


def test_every_id_on_a_page_is_unique(client: Client, demo_catalogue: None) -> None:
    for address in PAGES:
        ids = re.findall(r'\sid="([^"]+)"', client.get(address).content.decode())
        assert len(ids) == len(set(ids))


def test_big_letters_stay_for_the_visit(client: Client, demo_catalogue: None) -> None:
    assert '<html lang="zh-CN">' in client.get("/services/").content.decode()
    client.post("/elder/", {"next": "/services/"})
    assert 'class="elder"' in client.get("/services/").content.decode()
    client.post("/elder/", {"next": "/services/"})
    assert 'class="elder"' not in client.get("/services/").content.decode()


def test_the_demo_says_so_on_every_page(
    client: Client, demo_catalogue: None, settings: LazySettings
) -> None:
    settings.DEMO = True
    assert "不作为办事依据" in client.get("/services/").content.decode()
    settings.DEMO = False
    assert "不作为办事依据" not in client.get("/services/").content.decode()


def test_dates_are_said_as_people_say_them() -> None:
    on = date(2026, 12, 1)
    assert (day(on), day_short(on)) == ("2026年12月1日（周二）", "12月1日（周二）")
    assert day(None) == ""
    with override("en"):
        assert day(on).startswith("1 December 2026")


@pytest.mark.parametrize("standing", ["running", "due_soon", "overdue", "paused"])
def test_a_light_is_never_colour_alone(standing: str) -> None:
    html = render_to_string("components/light.html", {"standing": standing})
    assert light_word(standing) in html
    assert f"light {light_class(standing)}" in html


def test_a_due_date_opens_its_proof() -> None:
    proof = days.preview(5, "working", date(2026, 2, 13), today=date(2026, 2, 13))
    html = render_to_string("components/due_date.html", {"due_on": proof.due_on, "proof": proof})
    assert "2026年2月27日（周五）" in html
    assert html.count("day-counted") + html.count("day-due") >= 5
    assert "春节" in html
    assert "<details" in html


def test_without_a_published_calendar_the_limit_is_said_in_days() -> None:
    html = render_to_string(
        "components/due_date.html", {"due_on": None, "proof": None, "limit_text": "30个工作日"}
    )
    assert "30个工作日" in html
    assert "还没有公布" in html


def test_the_error_summary_links_to_the_field() -> None:
    problems = [SimpleNamespace(field_id="id_name", message="请填写姓名")]
    html = render_to_string("components/error_summary.html", {"problems": problems})
    assert '<a href="#id_name">请填写姓名</a>' in html


def test_all_icons_of_the_bundles_are_drawn() -> None:
    path = finders.find("img/icons.svg")
    assert isinstance(path, str)
    drawn = set(re.findall(r'<symbol id="(\w+)"', Path(path).read_text("utf-8")))
    assert {face["icon"] for face in bundle_codes().values()} <= drawn


def test_a_signed_in_visitor_costs_no_more_than_twelve_queries(
    client: Client, demo_catalogue: None, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    user = User.objects.create(username="visitor")
    client.force_login(user)
    client.get("/services/LOCAL-075/")
    with django_assert_max_num_queries(12):
        assert client.get("/services/511A0005200004/").status_code == 200
