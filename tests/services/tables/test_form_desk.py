# SPDX-License-Identifier: Apache-2.0
"""Editors keep the application forms: shared lines once, cases as they were, nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from licensing.apply.submit import submission_problems
from portal.kernel import clock
from portal.kernel.audit.models import Event
from services.items.models.item import ServiceItem
from services.tables.actions import load_form_fields
from services.tables.models import FormField, ItemForm
from services.tables.queries import lines_of
from services.tables.rules import one_table
from tests import city as cities

HERE = f"/editor/forms/{cities.FOOD}/"
NEW: dict[str, Any] = {
    "label": "厨房面积", "kind": "number", "is_required": "on", "help": "平方米", "choices": "",
    "pattern": "", "source": "asked", "source_title": "", "revision": "0",
}  # fmt: skip


@pytest.fixture
def city(db: None) -> cities.City:
    found = cities.build()
    load_form_fields(by=None, at=clock.now())
    return found


@pytest.fixture
def item(city: cities.City) -> ServiceItem:
    return ServiceItem.objects.get(code=cities.FOOD)


@pytest.fixture
def editor(city: cities.City) -> Client:
    client = Client()
    client.force_login(city.xie, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def _codes(item: ServiceItem) -> list[str]:
    return [line.code for line in lines_of(item)]


def _other(item: ServiceItem) -> ServiceItem:
    """Another item that asks the premises too."""
    other = ServiceItem.objects.exclude(pk=item.pk).filter(form_fields=None)[0]
    line = FormField.objects.get(item=item, code="premises")
    line.pk, line.item, line.position = None, other, 1
    line.save()
    return other


def test_a_new_line_is_asked_from_now_on_and_told_in_the_journal(
    editor: Client, item: ServiceItem
) -> None:
    assert editor.post(f"{HERE}add/", NEW).status_code == 302
    line = lines_of(item)[-1]
    assert (line.code, line.label, line.provenance) == ("cfmj", "厨房面积", "found")
    event = Event.objects.get(verb="services.form.add")
    assert event.facts == {"item": item.pk, "field": "cfmj", "revision": 1}
    assert "厨房面积" in editor.get(HERE).content.decode()


def test_looking_first_keeps_nothing(editor: Client, item: ServiceItem) -> None:
    page = editor.post(f"{HERE}add/", {**NEW, "preview": "1"}).content.decode()
    assert 'id="see_f-preview"' in page
    assert "厨房面积" in page
    assert not FormField.objects.filter(label="厨房面积").exists()


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        ({"label": ""}, "请填写名称"),
        ({"label": "经营场所地址"}, "请用已有的，申请人只填一次"),
        ({"kind": "choice"}, "请列 2 到"),
        ({"kind": "choice", "choices": "甲\n甲"}, "一样"),
        ({"choices": "甲\n乙"}, "只有“选一项”才列"),
        ({"pattern": "(a+)+"}, "不能用括号"),
        ({"pattern": "a*b*c*"}, "没有上限的段"),
        ({"kind": "date", "pattern": "[0-9]+"}, "不用再写格式"),
        ({"source": "licence.number"}, "请写明从哪一种证照取得"),
        ({"source": "register", "source_title": "x"}, "请写明登记库"),
        ({"source": "register", "source_title": "nobody.name"}, "没有接入这个登记库"),
        ({"source_title": "食品经营许可证"}, "这里空着"),
        ({"kind": "poem"}, "类型"),
    ],
)
def test_a_gap_is_named_and_what_was_typed_stays(
    editor: Client, item: ServiceItem, gap: dict[str, str], said: str
) -> None:
    before = _codes(item)
    answer = editor.post(f"{HERE}add/", {**NEW, **gap})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    assert 'value="平方米"' in page
    assert _codes(item) == before
    assert not Event.objects.filter(verb__startswith="services.form").exists()


def test_a_line_that_others_ask_is_taken_over_as_it_is(editor: Client, item: ServiceItem) -> None:
    other = ServiceItem.objects.filter(form_fields=None)[0]
    here = f"/editor/forms/{other.code}/"
    assert "经营场所地址" in editor.get(f"{here}add/").content.decode()
    answer = editor.post(f"{here}share/", {"code": "premises", "revision": "0"})
    assert answer.status_code == 302
    line = FormField.objects.get(item=other)
    assert (line.label, line.source, line.is_required) == ("经营场所地址", "account.address", False)
    assert other.name in editor.get(HERE).content.decode()
    assert editor.post(f"{here}share/", {"code": "premises", "revision": "1"}).status_code == 400
    assert editor.post(f"{here}share/", {"code": "", "revision": "1"}).status_code == 400


def _change(line: FormField, **values: str) -> dict[str, str]:
    told = {
        name: getattr(line, name)
        for name in ("label", "kind", "help", "pattern", "source", "source_title")
    }
    return {**told, "choices": "\n".join(line.choices), "revision": "0", **values}


def test_a_shared_line_changes_everywhere_and_whether_it_is_required_here_alone(
    editor: Client, item: ServiceItem
) -> None:
    other = _other(item)
    line = FormField.objects.get(item=item, code="premises")
    assert other.name in editor.get(f"{HERE}premises/edit/").content.decode()
    told = _change(line, label="店铺地址")
    assert editor.post(f"{HERE}premises/edit/", told).status_code == 302
    here, there = (FormField.objects.get(item=one, code="premises") for one in (item, other))
    assert (here.label, there.label) == ("店铺地址", "店铺地址")
    assert (here.is_required, there.is_required) == (False, True)
    told_of = Event.objects.filter(verb="services.form.change").count()
    assert told_of == FormField.objects.filter(code="premises").count() > 1


def test_the_kind_stays_once_somebody_has_applied(
    editor: Client, city: cities.City, item: ServiceItem
) -> None:
    line = FormField.objects.get(item=item, code="premises_area")
    told = _change(line, kind="text", is_required="on")
    FormField.objects.exclude(pk=line.pk).delete()
    FormField.objects.filter(pk=line.pk).update(is_required=False)
    cities.submitted(city)
    assert "类型不能再改" in editor.get(f"{HERE}premises_area/edit/").content.decode()
    editor.post(f"{HERE}premises_area/edit/", told)
    line.refresh_from_db()
    assert line.kind == "number"


def test_lines_change_places_and_go(editor: Client, item: ServiceItem) -> None:
    first, second, *rest = _codes(item)
    for revision, (code, verb) in enumerate(
        [(first, "down"), (first, "up"), (second, "up"), (second, "remove")]
    ):
        answer = editor.post(f"{HERE}{code}/{verb}/", {"revision": revision})
        assert answer.status_code == 302
    assert _codes(item) == [first, *rest]
    assert [line.position for line in lines_of(item)] == list(range(1, len(rest) + 2))
    assert editor.post(f"{HERE}{first}/dance/", {"revision": 4}).status_code == 404


def test_who_is_overtaken_is_told_and_keeps_what_was_typed(
    editor: Client, item: ServiceItem
) -> None:
    assert editor.post(f"{HERE}add/", NEW).status_code == 302
    answer = editor.post(f"{HERE}add/", {**NEW, "label": "另一项"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="另一项"' in page
    assert 'name="revision" value="1"' in page
    assert not FormField.objects.filter(label="另一项").exists()
    first = _codes(item)[0]
    assert editor.post(f"{HERE}{first}/remove/", {"revision": "0"}).status_code == 409
    assert first in _codes(item)


def test_a_form_is_tried_out_with_the_applicants_own_messages(
    editor: Client, item: ServiceItem
) -> None:
    answer = editor.post(HERE, {"f-premises_area": "很大"})
    assert answer.status_code == 400
    assert "经营场所面积（平方米）请填不小于 0 的数字" in answer.content.decode()


def test_the_shipped_file_never_comes_back_over_an_editors_form(
    editor: Client, item: ServiceItem
) -> None:
    for revision, code in enumerate(_codes(item)):
        editor.post(f"{HERE}{code}/remove/", {"revision": revision})
    assert ItemForm.objects.get(item=item).revision == 9
    assert load_form_fields(by=None, at=clock.now()) == 0
    assert _codes(item) == []


def test_cases_keep_what_they_hold(editor: Client, city: cities.City, item: ServiceItem) -> None:
    held = {"table": {"premises": {"label": "经营场所地址", "value": "某街 1 号"}}}
    FormField.objects.filter(item=item).exclude(code="premises").delete()
    FormField.objects.filter(item=item).update(is_required=False)
    case = cities.submitted(city)
    case.form = {**case.form, **held}
    case.save(update_fields=["form"])
    editor.post(f"{HERE}premises/remove/", {"revision": "0"})
    case.refresh_from_db()
    assert case.form["table"] == held["table"]


def test_a_draft_is_checked_by_the_form_of_the_day_it_is_handed_in(
    editor: Client, city: cities.City, item: ServiceItem
) -> None:
    FormField.objects.filter(item=item).update(is_required=False)
    draft = cities.fill_draft(city)
    assert not submission_problems(draft)
    assert editor.post(f"{HERE}add/", NEW).status_code == 302
    assert [one.field for one in submission_problems(draft)] == ["f-cfmj"]
    assert editor.post(f"{HERE}cfmj/remove/", {"revision": "1"}).status_code == 302
    assert not submission_problems(draft)


def test_one_table_over_several_items_requires_what_one_of_them_requires(
    item: ServiceItem,
) -> None:
    other = _other(item)
    FormField.objects.filter(item=item, code="premises").update(is_required=False)
    forms = [(one.name, lines_of(one)) for one in (item, other)]
    row = next(one for one in one_table(forms) if one.field.code == "premises")
    assert (row.is_required, row.used_by) == (True, (item.name, other.name))


def test_the_desk_is_for_editors(city: cities.City, item: ServiceItem) -> None:
    visitor = Client()
    for path in ("/editor/forms/", HERE, f"{HERE}add/", f"{HERE}premises/edit/"):
        assert visitor.get(path).status_code == 302
    visitor.force_login(city.li, backend="portal.kernel.backends.LowerCaseBackend")
    assert visitor.post(f"{HERE}premises/remove/", {"revision": "0"}).status_code == 404
    assert "premises" in _codes(item)
