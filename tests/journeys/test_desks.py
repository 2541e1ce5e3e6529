# SPDX-License-Identifier: Apache-2.0
"""Journey 6: an editor changes a form and a policy, and a clerk asks a walk-in by the new form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.people import FOOD, Cast, Person

if TYPE_CHECKING:
    from tests.town import Town


def _add_a_line(editor: Person) -> None:
    """Write a line while the preview follows, and put it one place up."""
    page = editor.go(f"/editor/forms/{FOOD}/add/")
    page.fill("#id_label", "用气方式")
    page.select_option("#id_kind", "choice")
    page.fill("#id_choices", "管道天然气\n瓶装气")
    expect(page.locator("#preview option", has_text="瓶装气")).to_be_attached()
    editor.press("保存")
    line = page.locator("li", has_text="用气方式")
    editor.press("上移", line)
    expect(page.locator("#preview .field").nth(8)).to_contain_text("用气方式")


def _publish_a_policy(editor: Person) -> None:
    page = editor.go("/editor/policies/new/")
    page.fill("#id_name", "夜市摊位补助")
    page.select_option("#id_new_about", "size")
    editor.press("加条件")
    page.check("#c0-micro")
    editor.press("试一试，会适合谁")
    editor.sees("开业一年的小餐馆")
    editor.press("公布")
    editor.sees("还有几处要改", "请填写牵头部门")
    for name in ("organ", "benefit", "how", "source"):
        page.fill(f"#id_{name}", "市商务局：每个摊位补助 500 元")
    page.fill("#id_valid_to", "2026-12-31")
    editor.press("公布")
    expect(page.locator("body")).to_contain_text("马上按新的条件判断")


def _ask_a_walk_in(clerk: Person) -> None:
    name, number = clerk.town.ask(
        "SELECT name, uscc FROM kernel_party WHERE uscc IS NOT NULL ORDER BY id LIMIT 1"
    )[0]
    page = clerk.go(f"/counter/new/{FOOD}/")
    page.select_option("#id_kind", "enterprise")
    for part, value in (("name", name), ("number", number), ("phone", "13800132046")):
        page.fill(f"#id_{part}", value)
    clerk.press("下一步：填申请表")
    expect(page.locator("#id_f-applicant_name")).to_have_value(name)
    clerk.sees("来自账号登记信息，可以改。", "用气方式")
    clerk.press("收件，去核验")
    clerk.sees("请填写用气方式", "请问申请人：委托他人办理吗？")
    page.get_by_role("group", name="委托他人办理吗？").get_by_label("是").check()
    expect(page.get_by_role("checkbox", name="委托代理人身份证明及授权委托书")).to_be_visible()
    expect(page.locator("#id_f-applicant_name")).to_have_value(name)
    page.locator("input[name=s-machine]").last.check()
    for box in page.locator("#asked select").all():
        box.select_option(index=1)
    for box in page.locator("#asked input[type=text]").all():
        mode = box.get_attribute("inputmode")
        if not box.input_value():
            box.fill({"decimal": "60", "tel": "13800000000"}.get(mode or "", "雁江区示例路 1 号"))
    for box in page.locator("input[name=present]").all():
        box.check()
    clerk.press("收件，去核验")
    page.wait_for_url("**/counter/5120-*/")
    clerk.sees("管道天然气", "申请人当面说明，窗口录入", "免提交率")


def test_what_an_editor_changes_is_asked_at_the_counter(town: Town, cast: Cast) -> None:
    editor = cast("xie")
    _add_a_line(editor)
    _publish_a_policy(editor)
    visitor = cast.somebody()
    visitor.go("/policies/?fit=1&size=micro")
    visitor.sees("夜市摊位补助", "要求：微型；您：微型")
    _ask_a_walk_in(cast("wang"))
