# SPDX-License-Identifier: Apache-2.0
"""What people do in the browser: one class for a person at a screen, one for all of them."""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from pypdf import PdfWriter

from tests.town import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.town import Town

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
FOOD = "511A0005200004"
FOOD_NAME = "食品（含保健食品）经营许可核发"


@contextlib.contextmanager
def opened_browser() -> Iterator[Browser]:
    """Yield a browser without windows."""
    # libfaketime (make test-ahead) makes a browser stand still, and nobody asks it the date
    own: dict[str, str | float | bool] = {**os.environ}
    own.pop("LD_PRELOAD", None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env=own)
        try:
            yield browser
        finally:
            browser.close()


class Person:
    """One person at one browser."""

    def __init__(self, town: Town, context: BrowserContext, paper: Path) -> None:
        self.town = town
        self.context = context
        self.paper = paper
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)

    def go(self, path: str) -> Page:
        """Open an address of the town."""
        self.page.goto(self.town.address + path)
        return self.page

    def sign_in(self, username: str) -> Person:
        """Sign in with the demo password."""
        self.context.clear_cookies()
        page = self.go("/login/")
        page.fill("#id_username", username)
        page.fill("#id_password", PASSWORD)
        page.click("main form.card button[type=submit]")
        expect(page).not_to_have_url(re.compile("/login/"))
        return self

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press a button by what is written on it."""
        (within or self.page.locator("main")).get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def text(self) -> str:
        """Return what the page says."""
        return self.page.inner_text("main")

    def sees(self, *words: str) -> None:
        """Fail unless the page says all of this."""
        said = self.text()
        for word in words:
            assert word in said, f"{word} is not on {self.page.url}:\n{said}"

    def sees_not(self, word: str) -> None:
        """Fail when the page says this."""
        assert word not in self.text(), f"{word} is on {self.page.url}"

    # -- the applicant ---------------------------------------------------------------------

    def apply(self, code: str = FOOD, *, lacking: str = "none") -> str:
        """Apply for the enterprise and return the case number. ``lacking``: none, secondary, main."""
        self.begin(code)
        self.hand_in_materials(lacking=lacking)
        return self.confirm(may_lack=lacking == "main")

    def begin(self, code: str = FOOD) -> None:
        """Choose the enterprise, or else oneself, as applicant; keep the contact as filled in."""
        page = self.go(f"/apply/{code}/")
        firm = page.get_by_role("radio", name="测试样例")
        (firm if firm.count() else page.locator("input[name=applicant]")).first.check()
        page.click("main form.card button[type=submit]")
        page.wait_for_url("**/contact/")
        self._fill_in_what_is_left()
        page.click("main form.card button[type=submit]")
        while "/situation/" in page.url:
            page.locator(".choices input[type=radio]").last.check()
            page.get_by_role("button", name="下一步").click()
        page.wait_for_url("**/materials/")

    def _fill_in_what_is_left(self) -> None:
        """Fill in the item's own fields that the portal did not know."""
        page = self.page
        for box in page.locator("main select[required]").all():
            if not box.input_value():
                box.select_option(index=1)
        for box in page.locator("main input[required][type=text]").all():
            if not box.input_value():
                is_number = box.get_attribute("inputmode") == "decimal"
                is_phone = box.get_attribute("inputmode") == "tel"
                box.fill("60" if is_number else "13800000000" if is_phone else "雁江区示例路 1 号")

    def hand_in_materials(self, *, lacking: str = "none") -> None:
        """Upload every material but the one that lacks."""
        page = self.page
        keys = page.eval_on_selector_all(".material-card", "all => all.map(one => one.id)")
        left_out = False
        for key in keys:
            card = page.locator(f"#{key}")
            if card.locator("input[type=file]").count() == 0:
                continue
            promise = card.get_by_role("button", name="承诺以后补交")
            if lacking == "secondary" and not left_out and promise.count():
                promise.click()
                left_out = True
            elif (
                lacking == "main" and not left_out and card.get_by_text("主要", exact=True).count()
            ):
                left_out = True
                continue
            else:
                card.locator("input[type=file]").set_input_files(self.paper)
                card.get_by_role("button", name="上传").click()
            expect(
                page.locator(f"#{key} .material-files li, #{key} .is-deferred").first
            ).to_be_visible()

    def confirm(self, *, may_lack: bool = False) -> str:
        """Confirm and hand in; returns the number of the case."""
        page = self.page
        page.get_by_role("link", name="下一步").click()
        page.wait_for_url("**/confirm/")
        for box in ("#id_is_true", "#id_commitment"):
            if page.locator(box).count():
                page.check(box)
        if may_lack:
            page.check("[name=may_lack]")
        self.press("提交申请")
        page.wait_for_url("**/cases/*/")
        return page.url.rstrip("/").rpartition("/")[2]

    def supply(self, number: str) -> None:
        """Hand the promised material in."""
        page = self.go(f"/cases/{number}/")
        page.locator("input[type=file]").set_input_files(self.paper)
        self.press("现在补交")
        self.sees("补交的材料已收到")

    # -- the offices -----------------------------------------------------------------------

    def find_materials_good(self, number: str) -> None:
        """Give every handed-in material a pass."""
        page = self.go(f"/counter/{number}/")
        for row in page.locator("table.checks tbody tr").all():
            if row.locator("td").nth(2).locator("a").count():
                row.get_by_text("合格", exact=True).click()
        self.press("保存核验")
        self.sees("核验结果已保存")

    def accept(self, number: str) -> None:
        """Take the case in, with whatever is suggested."""
        self.find_materials_good(number)
        self.page.locator("button[data-key=F9]").click()
        self.sees("已受理")

    def claim(self, number: str) -> None:
        """Take one's review step."""
        self.go(f"/review/{number}/")
        self.press("领取")

    def pass_on(self, number: str) -> None:
        """Take one's review step and let it pass."""
        self.claim(number)
        self.press("通过，转下一步")
        self.sees("已通过")

    def grant(self, number: str) -> None:
        """Decide for the applicant."""
        page = self.go(f"/review/{number}/")
        page.click("label[for=o1]")
        page.fill("#id_decision", "符合规定条件，同意。")
        self.press("作出决定")


class Cast:
    """Everybody, each signed in at a browser of their own when first asked for."""

    def __init__(self, town: Town, browser: Browser, paper: Path) -> None:
        self.town = town
        self.browser = browser
        self.paper = paper

    @classmethod
    @contextlib.contextmanager
    def of(cls, town: Town, browser: Browser, folder: Path) -> Iterator[Cast]:
        """Let everybody of the town come to the browser, and leave it in the end."""
        paper = folder / "材料.pdf"
        writer = PdfWriter()
        writer.add_blank_page(width=200, height=200)
        writer.write(paper)
        try:
            yield cls(town, browser, paper)
        finally:
            for context in browser.contexts:
                context.close()

    def somebody(self, *, viewport: dict[str, int] | None = None, **options: Any) -> Person:
        """Return a person who is not signed in."""
        size: Any = viewport or DESKTOP
        context = self.browser.new_context(viewport=size, locale="zh-CN", **options)
        return Person(self.town, context, self.paper)

    def __call__(self, username: str, **options: Any) -> Person:
        """Return the named person, signed in."""
        return self.somebody(**options).sign_in(username)
