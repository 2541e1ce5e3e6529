# SPDX-License-Identifier: Apache-2.0
"""Journey 7: a daughter applies for her mother, who agreed by the code on her own phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.kernel import clock
from tests.journeys.people import FOOD, FOOD_NAME, Cast
from tests.town import Town

MOTHER = {"name": "王桂芳", "id_number": "512002194703050024", "phone": "13900139000"}


@pytest.mark.parametrize("width", [1280, 360])
def test_a_daughter_applies_with_a_mandate_confirmed_by_code(
    town: Town, cast: Cast, width: int
) -> None:
    daughter = cast("zhang", viewport={"width": width, "height": 740})
    page = daughter.go(f"/apply/{FOOD}/")
    page.get_by_role("link", name="先请本人同意").click()
    page.select_option("#id_relation", "child")
    for field, value in MOTHER.items():
        page.fill(f"#id_{field}", value)
    page.fill("#id_valid_to", (clock.today() + timedelta(days=30)).isoformat())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    daughter.press("发验证码给本人")
    daughter.sees("等本人同意", FOOD_NAME)
    daughter.sees_not(MOTHER["phone"])
    code = re.search(r"验证码是\s*([0-9]{6})", daughter.text())
    assert code
    page.fill("#id_code", code[1])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    daughter.press("确认")
    daughter.sees("本人已同意")
    page.get_by_role("radio", name=MOTHER["name"]).check()
    page.click("main form.card button[type=submit]")
    page.wait_for_url("**/contact/")
    daughter.go("/account/mandates/")
    daughter.sees("王**", "亲友代办", FOOD_NAME)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    daughter.press("不再替办")
    daughter.go(f"/apply/{FOOD}/")
    daughter.sees_not(MOTHER["name"])
