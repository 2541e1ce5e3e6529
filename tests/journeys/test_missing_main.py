# SPDX-License-Identifier: Apache-2.0
"""Journey 3: a main material lacks; everything is said once; silence accepts, if the law says so."""

from __future__ import annotations

import re

from tests.journeys.people import FOOD, Cast, Person
from tests.town import Town

#: 供水报装: a public service, with a promise and no deemed acceptance.
WATER = "512017439001"
FIVE_DAYS_ON = "2026-03-10 09:00"


def _mark_to_correct(clerk: Person, number: str, demands: dict[str, str]) -> None:
    page = clerk.go(f"/counter/{number}/")
    for row in page.locator("table.checks tbody tr").all():
        name = row.locator("td").first.inner_text()
        demand = next((text for start, text in demands.items() if name.startswith(start)), None)
        if demand is not None:
            row.get_by_text("补正", exact=True).click()
            row.locator("input[name^=note_]").fill(demand)
        elif row.locator("td").nth(2).locator("a").count():
            row.get_by_text("合格", exact=True).click()
    page.locator("button[data-key=F7]").click()
    page.wait_for_load_state()


def test_everything_is_asked_for_once_and_nothing_new_later(town: Town, cast: Cast) -> None:
    owner = cast("zhang")
    number = owner.apply(lacking="main")
    clerk = cast("wang")
    _mark_to_correct(
        clerk, number, {"食品经营许可申请书": "请补交申请书", "营业执照": "请交清晰的副本"}
    )
    clerk.sees("补正告知书已发出")
    town.settle()

    owner.go(f"/cases/{number}/")
    owner.sees("请补交申请书", "请交清晰的副本", "补正告知书")
    assert town.ask("SELECT count(*) FROM licensing_correction") == [(1,)]
    for card in owner.page.locator(".material-card").all():
        key = card.get_attribute("id")
        owner.page.locator(f"#{key} input[type=file]").set_input_files(owner.paper)
        owner.page.locator(f"#{key}").get_by_role("button", name="上传").click()
        owner.page.wait_for_load_state()
    owner.press("提交补正材料")
    owner.sees("补正材料已提交")

    _mark_to_correct(clerk, number, {"法定代表人": "再交一份身份证"})
    assert "第一次告知时没有提出这些要求" in clerk.page.inner_text("body")
    assert town.ask("SELECT count(*) FROM licensing_correction") == [(1,)]
    assert town.ask("SELECT state FROM licensing_case WHERE number = %s", number) == [
        ("supplemented",)
    ]


def test_five_days_of_silence_accept_as_of_the_day_of_receipt(town: Town, cast: Cast) -> None:
    owner = cast("zhang")
    number = owner.apply(FOOD, lacking="main")
    public_service = owner.apply(WATER, lacking="main")
    town.settle()
    town.sweep("2026-03-09 23:55")
    assert town.ask("SELECT DISTINCT state FROM licensing_case") == [("submitted",)]

    town.sweep(FIVE_DAYS_ON)
    owner.sign_in("zhang").go(f"/cases/{number}/")
    owner.sees("视为受理", "2026年3月2日（周一）", "2026年3月10日（周二）", "受理通知书")
    assert town.ask(
        "SELECT c.state, c.is_deemed, c.accepted_on::text FROM licensing_case c WHERE number = %s",
        number,
    ) == [("accepted", True, "2026-03-02")]

    owner.go(f"/cases/{public_service}/")
    owner.sees_not("视为受理")
    assert town.ask(
        "SELECT state, is_deemed FROM licensing_case WHERE number = %s", public_service
    ) == [("submitted", False)]
    owner.go("/inbox/")
    assert len(re.findall("视为受理", owner.text())) >= 1
