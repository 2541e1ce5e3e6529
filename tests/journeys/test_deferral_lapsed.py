# SPDX-License-Identifier: Apache-2.0
"""Journey 2: a promise that was not kept, heard, marked on the enterprise, and its way back."""

from __future__ import annotations

from tests.journeys.people import Cast, Person
from tests.town import Town

LAST_MINUTES = "2026-03-05 23:50"
DAY_AFTER = "2026-03-06 00:10"
MORNING_AFTER = "2026-03-06 09:00"
NEXT_WEEK = "2026-03-09 10:00"


def _deferred(cast: Cast) -> tuple[Person, str]:
    owner = cast("zhang")
    number = owner.apply(lacking="secondary")
    cast("wang").accept(number)
    return owner, number


def _lapse(town: Town, owner: Person, number: str) -> None:
    town.sweep(DAY_AFTER)
    owner.sign_in("zhang").go(f"/cases/{number}/")
    owner.sees("已退件", "逾期未补")
    owner.go("/inbox/")
    owner.sees("已退件", "不可抗力")


def _be_heard_and_marked(cast: Cast, owner: Person) -> None:
    page = owner.go("/credit/")
    owner.sees("作记录之前先听您说")
    assert cast.town.ask("SELECT count(*) FROM credit_creditrecord") == [(0,)]
    page.get_by_label("为什么没有按期补交").fill("供货商停业，清单没有拿到。")
    owner.press("提交陈述")
    owner.sees("陈述已收到")
    watcher = cast("liu")
    watcher.go("/credit/desk/")
    watcher.sees("供货商停业，清单没有拿到。")
    watcher.page.get_by_label("理由").first.fill("承诺后没有补交，不属于不可抗力。")
    watcher.press("认定违诺")
    watcher.sees("认定已记录")


def _find_mark_on_the_enterprise_only(town: Town, owner: Person) -> None:
    marked = town.ask(
        "SELECT p.kind, p.name, r.ends_on > r.begins_on FROM credit_creditrecord r"
        " JOIN kernel_party p ON p.id = r.party_id"
    )
    assert marked == [("enterprise", "测试样例01个体经营部", True)]
    owner.go("/credit/")
    owner.sees("2026年3月6日", "申请修复")


def _may_not_promise_again(owner: Person) -> str:
    owner.begin()
    owner.sees("这次不能选以后补交", "去申请修复")
    assert owner.page.get_by_role("button", name="承诺以后补交").count() == 0
    owner.hand_in_materials()
    return owner.confirm()


def test_a_lapsed_promise_is_heard_marked_and_bars_the_next_one(town: Town, cast: Cast) -> None:
    owner, number = _deferred(cast)
    _lapse(town, owner, number)
    town.at(MORNING_AFTER)
    owner.sign_in("zhang")
    _be_heard_and_marked(cast, owner)
    _find_mark_on_the_enterprise_only(town, owner)

    complete = _may_not_promise_again(owner)
    clerk = cast("wang")
    clerk.find_materials_good(complete)
    clerk.sees("材料齐全，应当受理")
    clerk.accept(complete)
    assert town.ask("SELECT state FROM licensing_case WHERE number = %s", complete) == [
        ("accepted",)
    ]

    owner.go("/credit/")
    owner.page.get_by_label("已经怎样改正").fill("清单已经补齐，以后按期补交。")
    owner.press("申请修复")
    owner.sees("修复申请已提交")
    watcher = cast("liu")
    watcher.go("/credit/desk/")
    watcher.page.get_by_label("理由").first.fill("已经改正。")
    watcher.press("准予修复")
    town.at(NEXT_WEEK)
    owner.sign_in("zhang").begin()
    owner.sees_not("这次不能选以后补交")


def test_what_came_at_ten_to_midnight_on_the_last_day_came_in_time(town: Town, cast: Cast) -> None:
    owner, number = _deferred(cast)
    town.settle()
    town.at(LAST_MINUTES)
    owner.sign_in("zhang").supply(number)
    town.sweep(DAY_AFTER)
    town.sweep(NEXT_WEEK)

    owner.sign_in("zhang").go(f"/cases/{number}/")
    owner.sees_not("已退件")
    clerk = cast("wang")
    clerk.go(f"/counter/{number}/")
    clerk.sees("补交于 2026年3月5日")
    clerk.press("核验合格")
    clerk.sees("已核验")
    assert town.ask("SELECT count(*) FROM credit_determination") == [(0,)]
