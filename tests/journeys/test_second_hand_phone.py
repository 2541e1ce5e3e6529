# SPDX-License-Identifier: Apache-2.0
"""Journey 5: the applicant's half of journey 1 on a narrow phone, with and without JavaScript."""

from __future__ import annotations

import pytest

from tests.journeys.people import FOOD, FOOD_NAME, PHONE, Cast, Person
from tests.town import Town


def _fits(person: Person) -> None:
    """Fail when the page must be pushed sideways."""
    width = person.page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], f"{person.page.url} is {width} px wide"


def _from_the_question_to_the_guide(owner: Person) -> None:
    page = owner.go("/")
    _fits(owner)
    page.fill("#q", "我想开个餐馆")
    owner.page.locator("form:has(#q) button[type=submit]").first.click()
    page.wait_for_load_state()
    _fits(owner)
    page.locator("main").get_by_role("link", name=FOOD_NAME).first.click()
    page.wait_for_url(f"**/services/{FOOD}/")
    owner.sees("今天申请")
    _fits(owner)


def _apply(owner: Person) -> str:
    owner.begin()
    _fits(owner)
    owner.hand_in_materials(lacking="secondary")
    _fits(owner)
    number = owner.confirm()
    _fits(owner)
    return number


def _have_it_granted(cast: Cast, number: str) -> None:
    cast("wang").accept(number)
    for name in ("li", "zhou"):
        cast(name).pass_on(number)
    cast("chen").claim(number)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_application_on_a_narrow_screen(town: Town, cast: Cast, scripts: bool) -> None:
    owner = cast("zhang", viewport=PHONE, java_script_enabled=scripts)
    _fits(owner)
    _from_the_question_to_the_guide(owner)
    number = _apply(owner)
    if scripts:
        return  # what follows has no scripts of its own
    _have_it_granted(cast, number)
    owner.supply(number)
    _fits(owner)
    clerk = cast("wang")
    clerk.go(f"/counter/{number}/")
    clerk.press("核验合格")
    cast("chen").grant(number)
    town.settle()
    owner.go(f"/cases/{number}/")
    owner.sees("证照做好了")
    owner.press("在线领取结果")
    owner.page.get_by_role("link", name="打分").click()
    owner.page.locator("input[name=level]").first.check()
    owner.press("提交评价")
    owner.sees("谢谢您的评价")
    _fits(owner)
    for path in ("/cases/", "/inbox/", "/licences/", "/credit/", "/account/", "/complaints/"):
        owner.go(path)
        _fits(owner)
