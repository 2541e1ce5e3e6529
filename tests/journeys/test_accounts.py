# SPDX-License-Identifier: Apache-2.0
"""Journey 6: whose account it is. A stranger with all particulars, and one who forgot her password."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import FOOD, FOOD_NAME, Cast, Person
from tests.town import Town

#: The shopkeeper of the demo city, as anybody might know her.
KNOWN = {"name": "张小丽", "id_number": "512002199003070019", "phone": "13800132046"}
NEW_PASSWORD = "Tianfu-2026-neu"


def _register(person: Person, username: str) -> None:
    page = person.go("/register/")
    for field, value in (KNOWN | {"username": username, "password": "Tianfu-2026-x"}).items():
        page.fill(f"#id_{field}", value)
    person.press("开通")
    expect(page).to_have_url(re.compile("/account/phone/"))


def test_a_stranger_who_knows_everything_sees_nothing(town: Town, cast: Cast) -> None:
    hers = cast("zhang").apply()
    stranger = cast.somebody()
    _register(stranger, "nobody-knows")
    stranger.page.get_by_role("link", name="以后再说").click()
    for path in ("/cases/", "/licences/", "/credit/", "/inbox/"):
        stranger.go(path)
        stranger.sees_not(hers)
        stranger.sees_not("测试样例01")
    assert stranger.go(f"/cases/{hers}/").title().startswith(("没有", "找不到", "404"))


def test_what_an_unverified_account_files_waits_for_the_paper(town: Town, cast: Cast) -> None:
    stranger = cast.somebody()
    _register(stranger, "late-comer")
    number = stranger.apply(FOOD)
    clerk = cast("wang")
    clerk.go(f"/counter/{number}/")
    clerk.sees("先核对申请人身份")
    clerk.page.check("#id_seen_original")
    clerk.press("身份已核对")
    clerk.sees("申请人身份已核对")
    clerk.sees_not("先核对申请人身份")
    clerk.accept(number)
    owner = cast("zhang")
    owner.go("/cases/")
    owner.sees(FOOD_NAME)


@pytest.mark.parametrize("width", [1280, 360])
def test_who_forgot_the_password_gets_in_again_at_the_window(
    town: Town, cast: Cast, width: int
) -> None:
    clerk = cast("wang")
    page = clerk.go("/counter/accounts/")
    page.fill("#id_id_number", KNOWN["id_number"])
    page.fill("#id_name", KNOWN["name"])
    clerk.press("查找账号")
    page.get_by_role("radio", name="zhang").check()
    clerk.press("找回密码：出验证码")
    code = page.locator("p.figure").inner_text().strip()
    grandmother = cast.somebody(viewport={"width": width, "height": 740})
    page = grandmother.go("/login/")
    page.get_by_role("link", name="找回密码").click()
    page.fill("#id_username", KNOWN["phone"])
    grandmother.press("下一步")
    page.fill("#id_code", code)
    page.fill("#id_password", NEW_PASSWORD)
    grandmother.press("重设密码")
    grandmother.sees("密码已重设")
    page.fill("#id_username", "zhang")
    page.fill("#id_password", NEW_PASSWORD)
    grandmother.press("登录")
    grandmother.go("/account/")
    grandmother.sees("张小丽", "已核验身份", "这台设备")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
