# SPDX-License-Identifier: Apache-2.0
"""Supervision's calendar: a picture, a preview that leaves nothing, a change, and back again."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms.models import CalendarVersion, Day, Term
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.relay import drain
from tests import city as cities
from tests.conftest import SetClock

PAGE = "/supervision/calendar/"
CLOSURE = {
    "closure-first_day": "2026-03-04",
    "closure-last_day": "2026-03-04",
    "closure-name": "暴雪停班",
    "closure-source": "资府办〔2026〕1号",
}
NEXT = [
    {"date": "2027-01-01", "name": "元旦", "isOffDay": True},
    {"date": "2027-01-02", "name": "元旦", "isOffDay": True},
]


@pytest.fixture(autouse=True)
def _today(clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")


@pytest.fixture
def promised(city: cities.City) -> Term:
    case = cities.accepted(city)
    return Term.objects.get(subject=case.subject, kind="promised")


@pytest.fixture
def liu(city: cities.City, client: Client) -> Client:
    client.force_login(city.liu)
    return client


def test_the_year_is_a_picture_with_make_up_days_and_holidays(liu: Client) -> None:
    page = liu.get(f"{PAGE}?year=2026").content.decode()
    assert page.count('<table class="cal">') == 12
    assert "kind-makeup" in page
    assert "kind-holiday" in page
    assert "day-today" in page
    assert liu.get(f"{PAGE}?year=1999").status_code == 200


def test_a_preview_counts_to_the_last_date_and_leaves_nothing(liu: Client, promised: Term) -> None:
    events, versions = Event.objects.count(), CalendarVersion.objects.count()
    page = liu.post(f"{PAGE}closure/", CLOSURE).content.decode()
    moved = Term.objects.running().filter(due_on__gte="2026-03-04").count()
    assert f"会动{moved}个进行中的期限" in page
    assert (Event.objects.count(), CalendarVersion.objects.count()) == (events, versions)
    assert Day.objects.get(date="2026-03-04").is_working
    was = promised.due_on
    promised.refresh_from_db()
    assert promised.due_on == was


def test_a_closure_moves_the_dates_tells_people_and_can_be_undone(
    city: cities.City, liu: Client, promised: Term
) -> None:
    was = promised.due_on
    assert liu.post(f"{PAGE}closure/", CLOSURE | {"confirm": "1"}).status_code == 302
    promised.refresh_from_db()
    assert was is not None
    assert promised.due_on is not None
    assert promised.due_on > was
    cities.leave_papers()
    drain()
    assert Notice.objects.filter(user=city.alice, kind="date_moved").exists()
    page = liu.get(PAGE).content.decode()
    assert "资府办〔2026〕1号" in page
    assert "Liu" in page
    assert "kind-local" in page
    version = CalendarVersion.objects.latest("pk")
    assert "确认日历调整" in liu.post(f"{PAGE}{version.pk}/undo/").content.decode()
    assert liu.post(f"{PAGE}{version.pk}/undo/", {"confirm": "1"}).status_code == 302
    promised.refresh_from_db()
    assert promised.due_on == was
    assert liu.post(f"{PAGE}{version.pk}/undo/", {"confirm": "1"}).status_code == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"closure-first_day": "2026-03-01"}, "不能给已经过去的日子放假"),
        ({"closure-last_day": "2026-03-03"}, "末日不能早于首日"),
        ({"closure-last_day": "2026-04-30"}, "一次最多放假31天"),
        ({"closure-first_day": "昨天"}, "closure-first_day"),
        ({"closure-source": ""}, "id_closure-source"),
    ],
)
def test_a_wrong_closure_is_refused_at_its_field(
    liu: Client, change: dict[str, str], said: str
) -> None:
    versions = CalendarVersion.objects.count()
    answer = liu.post(f"{PAGE}closure/", CLOSURE | change | {"confirm": "1"})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "暴雪停班" in answer.content.decode()
    assert CalendarVersion.objects.count() == versions


def test_today_may_still_be_closed(liu: Client) -> None:
    today = {"closure-first_day": "2026-03-02", "closure-last_day": "2026-03-02"}
    assert liu.post(f"{PAGE}closure/", CLOSURE | today | {"confirm": "1"}).status_code == 302
    assert not Day.objects.get(date="2026-03-02").is_working


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "不是有效的 JSON"),
        ('{"a": 1}', "应当是日期的列表"),
        (
            json.dumps([{"date": "2027-02-30", "name": "x", "isOffDay": True}]),
            "不是有效的日期安排：1",
        ),
        (json.dumps(NEXT + NEXT), "重复的日期"),
        (json.dumps([{"date": "2029-01-01", "name": "元旦", "isOffDay": True}]), "日历不能有缺口"),
        ("", "请选择文件，或者粘贴内容"),
    ],
)
def test_a_bad_notice_is_refused_by_field_and_keeps_what_was_typed(
    liu: Client, text: str, said: str
) -> None:
    versions = CalendarVersion.objects.count()
    posted = {"notice-text": text, "notice-source": "国办发明电〔2026〕8号", "confirm": "1"}
    answer = liu.post(f"{PAGE}notice/", posted)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "国办发明电〔2026〕8号" in answer.content.decode()
    assert CalendarVersion.objects.count() == versions


def test_a_new_year_fills_in_the_dates_that_waited_for_it(
    city: cities.City, liu: Client, clock_at: SetClock
) -> None:
    clock_at("2026-12-21 10:00")
    liu.force_login(city.liu)
    case = cities.accepted(city)
    waiting = Term.objects.get(subject=case.subject, kind="statutory")
    assert waiting.due_on is None
    posted = {"notice-text": json.dumps(NEXT), "notice-source": "国办发明电〔2026〕8号"}
    assert "会动" in liu.post(f"{PAGE}notice/", posted).content.decode()
    liu.post(f"{PAGE}notice/", posted | {"confirm": "1"})
    waiting.refresh_from_db()
    assert waiting.due_on is not None
    assert waiting.due_on.year == 2027
    assert Day.objects.get(date=date(2027, 1, 1)).kind == "holiday"


def test_only_supervisors_change_and_others_do_not_even_see(
    city: cities.City, client: Client
) -> None:
    for user in (city.alice, city.wang, city.li, city.chen):
        client.force_login(user)
        assert client.get(PAGE).status_code == 404
        assert client.post(f"{PAGE}closure/", CLOSURE | {"confirm": "1"}).status_code == 404
    assert Day.objects.get(date="2026-03-04").is_working


def test_the_shipped_calendar_stays(liu: Client) -> None:
    version = CalendarVersion.objects.filter(source="shipped").latest("pk")
    assert liu.post(f"{PAGE}{version.pk}/undo/", {"confirm": "1"}).status_code == 409
