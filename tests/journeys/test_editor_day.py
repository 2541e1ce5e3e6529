# SPDX-License-Identifier: Apache-2.0
"""Journey 5: an editor's day: a file with two refused rows, mended, reviewed, seen, taken down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from services.exchange.writing import workbook
from tests.journeys.people import FOOD, FOOD_NAME, Cast, Person

if TYPE_CHECKING:
    from tests.town import Town

CATALOGUE = Path(__file__).parents[2] / "services" / "data" / "catalogue.json"
#: 食品经营许可延续 and 排水许可: the two rows that are refused at first.
RENEWAL, DRAIN = "511A0005200008", "511A0148600000"


def _row(code: str, **values: Any) -> dict[str, Any]:
    every = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    row = next(one for one in every if one["code"] == code)
    materials = [{**one, "example": "照页面上的说明逐项写明"} for one in row["materials"]]
    return {**row, "materials": materials, **values}


def _file(folder: Path) -> Path:
    """One good row, one with a promise beyond the law, one with a catch-all material."""
    drain = _row(DRAIN)
    drain["materials"][0]["name"] = "法律法规规定的其他材料"
    rows = [_row(FOOD, promised_days=3), _row(RENEWAL, promised_days=99), drain]
    path = folder / "事项.xlsx"
    path.write_bytes(workbook(rows))
    return path


def _hand_in_the_file(editor: Person, path: Path) -> None:
    page = editor.go("/editor/import/")
    page.set_input_files("input[type=file]", path)
    editor.press("交上去")
    editor.sees("检查完了", "承诺时限 99 个工作日超过法定时限", "兜底条款")
    editor.press("合格的送审，不合格的放到编辑台改")
    editor.sees("已放到编辑台")
    page.get_by_role("link", name="到编辑台").click()
    page.wait_for_url("**/editor/")


def _mend(editor: Person, name: str, field: str, wrong: str, right: str) -> None:
    page = editor.go("/editor/")
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_url("**/drafts/*/")
    editor.sees("还有几处要改")
    expect(page.locator(field)).to_have_value(wrong)
    page.fill(field, right)
    editor.press("保存并提交审核")
    editor.sees("等别人审核")


def _approve(second: Person, name: str, told: str) -> None:
    page = second.go("/editor/")
    row = page.locator("li", has_text=name)
    row.get_by_role("link", name="看改了什么").click()
    page.wait_for_url("**/review/")
    second.sees(told)
    second.press("审核通过")
    expect(page.locator("body")).to_contain_text("公众现在看到的就是新版本")


def test_an_editors_whole_day(town: Town, cast: Cast, tmp_path: Path) -> None:
    citizen = cast("zhang")
    citizen.go(f"/services/{FOOD}/follow/")
    citizen.press("有改动时告诉我")
    editor = cast("xie")
    _hand_in_the_file(editor, _file(tmp_path))
    _mend(editor, "食品（含保健食品）经营许可延续", "#id_promised_days", "99", "4")
    _mend(
        editor, "城镇污水排入排水管网许可", "#id_materials-0-name",
        "法律法规规定的其他材料", "城镇污水排入排水管网许可申请表",
    )  # fmt: skip
    editor.sees("没有起草中的指南")
    second = cast("qian")
    _approve(second, FOOD_NAME, "承诺时限 5 → 3 个工作日")
    _approve(second, "食品（含保健食品）经营许可延续", "→ 4 个工作日")
    _approve(second, "城镇污水排入排水管网许可", "填写示例")

    citizen.go(f"/services/{FOOD}/")
    expect(citizen.page.locator(".limit-pair .promised strong")).to_have_text("3")
    citizen.go(f"/services/{FOOD}/history/")
    citizen.sees("第 2 版", "承诺时限 5 → 3 个工作日")
    citizen.go("/inbox/")
    citizen.sees("您关注的指南有更新")

    page = editor.go(f"/editor/offerings/{FOOD}/")
    page.fill("#id_reason", "法律修改，这个事项取消")
    editor.press("下架", page.locator("section", has=page.locator("#id_reason")))
    editor.sees("已下架")
    answer = citizen.page.goto(f"{town.address}/services/{FOOD}/")
    assert answer is not None
    assert answer.status == 410
    citizen.go(f"/services/{FOOD}/history/")
    citizen.sees("已经下架", "法律修改，这个事项取消")
