# SPDX-License-Identifier: Apache-2.0
"""Journey 1: a file with one secondary material missing is taken in, made whole, and granted."""

from __future__ import annotations

import io
import re

from playwright.sync_api import expect
from pypdf import PageObject, PdfReader

from tests.journeys import qr
from tests.journeys.people import FOOD, FOOD_NAME, Cast, Person
from tests.town import Town

SUPPLIED = "2026-03-05 10:00"


def _find_the_guide(owner: Person) -> None:
    page = owner.go("/")
    page.fill("#q", "我想开个餐馆")
    page.press("#q", "Enter")
    page.get_by_role("link", name=FOOD_NAME).first.click()
    page.wait_for_url(f"**/services/{FOOD}/")
    owner.sees("主要", "今天申请")
    page.get_by_role("link", name="在线办理").first.click()
    page.wait_for_url(f"**/apply/{FOOD}/")


def _apply_with_a_promise(cast: Cast) -> tuple[Person, str]:
    owner = cast("zhang")
    _find_the_guide(owner)
    number = owner.apply(lacking="secondary")
    owner.sees("我们正在核对您的材料")
    return owner, number


def _take_in(cast: Cast, number: str) -> Person:
    clerk = cast("wang")
    clerk.go("/counter/")
    clerk.sees(number)
    clerk.find_materials_good(number)
    clerk.sees("应当容缺受理", "主要材料", "容缺受理清单", "资阳市优化营商环境条例第三十七条")
    clerk.accept(number)
    return clerk


def _receive_reminder(town: Town, owner: Person, number: str) -> None:
    town.settle()
    town.sweep(SUPPLIED)
    owner.sign_in("zhang").go("/inbox/")
    owner.sees("提醒补交材料", number)
    mails = [
        mail for mail in town.letterbox.to("zhang@example.com") if "到期没补，办件会退回" in mail
    ]
    assert mails
    assert number in mails[0]


def _paper(owner: Person, title: str) -> PageObject:
    """Download a paper from the case page and return its first page."""
    link = owner.page.get_by_role("link", name=title, exact=True)
    answer = owner.context.request.get(owner.town.address + str(link.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    return PdfReader(io.BytesIO(answer.body())).pages[0]


def _verify_in_public(cast: Cast, paper: PageObject) -> None:
    printed = re.search(r"扫码验真\s+([\w\s-]+?)\s*演示城市", paper.extract_text())
    assert printed is not None, paper.extract_text()
    token = "".join(printed[1].split())  # the line under the QR may be broken
    path = f"/verify/{token}/"
    assert qr.drawn_on(paper) == qr.of_address(cast.town.address + path)
    passer_by = cast.somebody()
    passer_by.go(path)
    passer_by.sees("真实，当前有效")
    passer_by.sees("食品经营许可证", "2026年3月5日")
    passer_by.sees_not("92512000MAT0T00085")


def _collect_and_rate(owner: Person, number: str) -> None:
    owner.go(f"/cases/{number}/")
    owner.press("在线领取结果")
    owner.sees("已领取")
    owner.page.get_by_role("link", name="打分").click()
    owner.page.locator("input[name=level]").first.check()
    owner.press("提交评价")
    owner.sees("谢谢您的评价")


def test_a_shop_owner_promises_supplies_and_is_granted(town: Town, cast: Cast) -> None:
    owner, number = _apply_with_a_promise(cast)
    clerk = _take_in(cast, number)

    owner.go(f"/cases/{number}/")
    owner.sees("承诺补交的材料", "最迟补交", "2026年3月5日（周四）", "2026年3月9日（周一）")
    owner.page.locator("main summary").filter(has_text="为什么").first.click()
    expect(owner.page.locator("main details.proof[open] table").first).to_be_visible()
    _receive_reminder(town, owner, number)

    for name in ("li", "zhou"):
        cast(name).pass_on(number)
    approver = cast("chen")
    approver.claim(number)
    approver.grant(number)
    approver.sees("不能作出准予决定")
    assert town.ask("SELECT state FROM licensing_case WHERE number = %s", number) == [
        ("in_review",)
    ]

    owner.supply(number)
    approver.grant(number)
    assert town.ask("SELECT count(*) FROM licensing_licence") == [(0,)]
    clerk.sign_in("wang").go(f"/counter/{number}/")
    clerk.press("核验合格")
    approver.grant(number)
    approver.sees("决定已作出")

    town.settle()
    owner.go(f"/cases/{number}/")
    owner.sees("已批准", "证照做好了")
    licence = _paper(owner, "食品经营许可证")
    written = licence.extract_text()
    for words in ("测试样例01个体经营部", "市市场监督管理局", "食品经营许可证"):
        assert words in written
    _verify_in_public(cast, licence)
    _collect_and_rate(owner, number)

    watcher = cast("liu")
    watcher.go("/supervision/")
    tile = watcher.page.locator(".tile").filter(has_text="按时率").inner_text()
    assert "100.0" in tile
    folded = watcher.page.locator("summary", has_text="现在没有在办的")
    folded.first.click()
    watcher.sees("市市场监督管理局 · 按时率 100.0%")
    assert town.manage("check_invariants").strip() in ("[]", "")
