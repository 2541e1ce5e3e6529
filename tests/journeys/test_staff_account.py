# SPDX-License-Identifier: Apache-2.0
"""Journey 10: a colleague is taken on, does his first step, leaves, and his work goes to another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.people import Cast, Person

if TYPE_CHECKING:
    from tests.town import Town

OWN = "lin-xins-own-Passw0rd"


def _taken_on(admin: Person) -> str:
    page = admin.go("/staff/people/new/")
    page.fill("#id_name", "林新")
    page.fill("#id_username", "linxin")
    page.select_option("#id_organ", label="市市场监督管理局")
    page.get_by_label("承办人").check()
    admin.press("新增")
    admin.sees("林新的首次密码", "只显示这一次")
    return page.inner_text("code")


def _signed_in_first(new: Person, first: str) -> None:
    page = new.go("/login/")
    page.fill("#id_username", "linxin")
    page.fill("#id_password", first)
    page.click("main form.card button[type=submit]")
    new.sees("首次登录：设自己的密码")
    page.fill("#id_password", OWN)
    page.fill("#id_again", OWN)
    new.press("完成")
    page.fill("#id_username", "linxin")
    page.fill("#id_password", OWN)
    page.click("main form.card button[type=submit]")
    expect(page).to_have_url(re.compile("/review/"))


def test_a_colleague_comes_works_and_goes(town: Town, cast: Cast) -> None:
    admin, new = cast("gu"), cast("li")
    first = _taken_on(admin)
    new.context.clear_cookies()
    _signed_in_first(new, first)

    page = admin.go("/staff/people/?q=林新")
    page.get_by_role("link", name="林新").click()
    admin.press("仍需要")
    admin.sees("已确认保留")
    page.get_by_text("停用账号").click()
    page.select_option("#disable_successor", label="李建国")
    page.fill("#disable_reason", "借调期满")
    page.locator("details", has_text="停用账号").get_by_role("button", name="停用").click()
    admin.sees("账号已停用", "重新启用")

    new.go("/review/")
    expect(new.page).to_have_url(re.compile("/login/"))
