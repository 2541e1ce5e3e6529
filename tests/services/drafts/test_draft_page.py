# SPDX-License-Identifier: Apache-2.0
"""The page of a draft: every field of a record, rows in any order, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from portal.kernel import clock
from portal.kernel.audit.models import Event
from services.drafts.editing import new_draft, open_draft
from services.drafts.models import Draft
from services.drafts.page import DraftPage
from services.exchange.uploads import keep_refused
from services.items.models.charges import FeeItem
from services.items.models.item import Offering
from services.items.rows import read
from tests.services.cast import browser, drafted, editor, exampled, post

pytestmark = pytest.mark.django_db
FULL: dict[str, Any] = {
    "statutory_days": 10,
    "statutory_basis": {"law": "食品经营许可和备案管理办法", "article": "第三十条"},
    "joint_departments": [
        {"department": "市卫生健康委员会", "name": "联审", "days": 2},
        {"department": "市消防救援支队", "name": "会签", "days": 1},
    ],
    "renewal": {"opens_days": 90, "closes_days": 15},
    "concerns_safety": True,
    "conditions": ["有固定场所", "有从业人员"],
    "place": "1号窗口",
    "hours": "工作日",
    "contact": "028-00000000",
    "complaint_channel": "12345",
    "special_procedures": [
        {"kind": "听证", "days": 5, "counts_toward_deadline": False},
        {"kind": "鉴定", "days": 3, "counts_toward_deadline": True},
    ],
}


@pytest.fixture
def code(record: dict[str, Any], run_import: Callable[..., object]) -> str:
    run_import([record])
    return str(record["code"])


@pytest.fixture
def draft(code: str) -> Draft:
    fee = FeeItem.objects.get_or_create(name="道路占用费", defaults={"standard": "每天1元"})[0]
    charge: dict[str, Any] = {"fee": True, "fee_name": fee.name, "fee_standard": fee.standard}
    return drafted(code, **FULL, **charge)


def _names(draft: Draft) -> list[str]:
    draft.refresh_from_db()
    return [str(one["name"]) for one in draft.row["materials"]]


def test_a_page_with_every_field_filled_in_sends_the_same_record_back(draft: Draft) -> None:
    before = read(draft.row)
    post(browser(), draft)
    draft.refresh_from_db()
    assert read(draft.row) == before


@pytest.mark.parametrize(
    ("typed", "key", "value"),
    [
        ({"statutory_law": "食品安全法", "statutory_article": "第三条"}, "statutory_basis",
         {"law": "食品安全法", "article": "第三条"}),
        ({"statutory_law": "", "statutory_article": ""}, "statutory_basis", None),
        ({"renewal_opens_days": "６０"}, "renewal", {"opens_days": 60, "closes_days": 15}),
        ({"renewal_opens_days": "", "renewal_closes_days": ""}, "renewal", None),
        ({"concerns_safety": "no"}, "concerns_safety", False),
        ({"concerns_safety": ""}, "concerns_safety", None),
        ({"provenance": "found"}, "provenance", "found"),
        ({"joint_departments-0-days": "3"}, "joint_departments",
         [{**FULL["joint_departments"][0], "days": 3}, FULL["joint_departments"][1]]),
    ],
)  # fmt: skip
def test_the_fields_that_an_editor_rarely_needs_can_be_changed(
    draft: Draft, typed: dict[str, str], key: str, value: object
) -> None:
    post(browser(), draft, **typed)
    draft.refresh_from_db()
    assert draft.row[key] == value


def test_what_has_a_source_is_ticked_and_other_remarks_on_sources_stay(code: str) -> None:
    told = ["name", "materials", "fee(partly)", "online(全程网办)"]
    draft = drafted(code, found_fields=told)
    post(browser(), draft, found=["fee", "result"])
    draft.refresh_from_db()
    assert draft.row["found_fields"] == ["name", "online(全程网办)", "fee", "result"]


def test_a_wrong_window_of_renewal_is_told_at_its_field(draft: Draft) -> None:
    post(browser(), draft, renewal_opens_days="5", renewal_closes_days="月底")
    draft.refresh_from_db()
    assert draft.row["renewal"] == {"opens_days": 5, "closes_days": "月底"}
    page = browser().get(reverse("services:editor_draft", args=[draft.pk])).content.decode()
    assert 'value="月底"' in page
    assert 'href="#id_renewal_closes_days"' in page


@pytest.mark.parametrize(
    ("act", "order", "anchor"),
    [
        ("up:materials:2", [0, 2, 1, 3], "#materials-1"),
        ("down:materials:0", [1, 0, 2, 3], "#materials-1"),
        ("drop:materials:1", [0, 2, 3], "#materials"),
        ("up:materials:0", [0, 1, 2, 3], "#materials-0"),
        ("down:materials:3", [0, 1, 2, 3], "#materials-3"),
        ("up:materials:99", [0, 1, 2, 3], "#materials"),
        ("add:materials:0", [0, 1, 2, 3], "?more=materials#materials-4"),
    ],
)
def test_buttons_move_rows_and_keep_what_was_typed(
    code: str, act: str, order: list[int], anchor: str
) -> None:
    draft = drafted(code)
    draft.row["materials"] = draft.row["materials"][:4]
    draft.save()
    names = _names(draft)
    answer = post(browser(), draft, act=act, place="刚写的地点")
    assert answer["Location"].endswith(f"/{anchor}")
    assert _names(draft) == [names[at] for at in order]
    assert draft.row["place"] == "刚写的地点"


@pytest.mark.parametrize("key", ["special_procedures", "joint_departments", "legal_basis"])
def test_every_list_can_be_reordered(draft: Draft, key: str) -> None:
    before = list(draft.row[key])
    post(browser(), draft, act=f"up:{key}:1")
    draft.refresh_from_db()
    assert draft.row[key] == before[::-1]


def test_an_added_row_is_kept_once_something_stands_in_it(draft: Draft) -> None:
    client, count = browser(), len(draft.row["materials"])
    page = client.get(
        reverse("services:editor_draft", args=[draft.pk]), {"more": "materials"}
    ).content.decode()
    assert f'name="materials-{count}-name"' in page
    post(client, draft, more="materials")
    assert len(_names(draft)) == count
    post(client, draft, more="materials", **{f"materials-{count}-name": "新材料"})
    assert _names(draft)[count:] == ["新材料"]


@pytest.mark.parametrize("act", ["up:row:1", "up:materials:-1", "fly:materials:1", "up:code:0"])
def test_a_forged_button_only_saves(draft: Draft, act: str) -> None:
    names = _names(draft)
    assert post(browser(), draft, act=act).status_code == 302
    assert _names(draft) == names


def test_moving_a_row_of_a_page_that_is_too_old_moves_nothing(draft: Draft) -> None:
    names = _names(draft)
    answer = post(browser(), draft, act="up:materials:1", seen="2020-01-01", place="我写的")
    assert answer.status_code == 409
    assert "我写的" in answer.content.decode()
    assert _names(draft) == names


def test_a_word_that_no_list_knows_stays_on_the_page_until_it_is_put_right(
    record: dict[str, Any], code: str
) -> None:
    row = exampled({**record, "code": "511A0005211111", "name": "新的事项", "department": "某局"})
    draft = keep_refused(rows=[row], by=editor(), at=clock.now())[0]
    page = browser().get(reverse("services:editor_draft", args=[draft.pk])).content.decode()
    assert '<option value="某局" selected>' in page
    post(browser(), draft)
    draft.refresh_from_db()
    assert draft.row["department"] == "某局"


def test_a_new_items_code_can_be_put_right_until_it_is_published(
    record: dict[str, Any], code: str
) -> None:
    row = exampled({**record, "code": "abc", "name": "新的事项", "local_code": False})
    draft = keep_refused(rows=[row], by=editor(), at=clock.now())[0]
    post(browser(), draft, code="LOCAL-999", act="hand_in")
    draft.refresh_from_db()
    assert (draft.code, draft.row["code"], draft.row["local_code"]) == (
        "LOCAL-999", "LOCAL-999", True,
    )  # fmt: skip
    assert draft.state == "review"


def test_a_code_that_is_taken_is_refused_at_its_field_and_stores_nothing(code: str) -> None:
    draft = new_draft(row={"code": "LOCAL-998", "name": "新"}, by=editor(), at=clock.now())
    events = Event.objects.count()
    answer = post(browser(), draft, code=code, place="我写的地点")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "已有实施清单" in page
    assert "我写的地点" in page
    draft.refresh_from_db()
    assert (draft.code, draft.row["code"]) == ("LOCAL-998", "LOCAL-998")
    assert "place" not in draft.row
    assert Event.objects.count() == events


def test_a_published_offering_keeps_its_code_whatever_is_sent(code: str) -> None:
    draft = open_draft(offering=Offering.objects.get(), by=editor(), at=clock.now())
    assert "code" not in DraftPage(draft.row).form.fields
    post(browser(), draft, code="511A9999999999", item_code="511A9999999999")
    draft.refresh_from_db()
    assert (draft.code, draft.row["code"]) == (code, code)
    assert "item_code" not in draft.row


def test_an_uploaded_level_that_says_too_much_is_put_right_by_one_button(code: str) -> None:
    row = {
        "code": f"{code}-512021-01",
        "item_code": code,
        "department": "市公安局",
        "name": "别的名称",
        "place": "县窗口",
    }
    draft = keep_refused(rows=[row], by=editor(), at=clock.now())[0]
    address = reverse("services:editor_draft", args=[draft.pk])
    assert "这些内容改用基本事项的" in browser().get(address).content.decode()
    post(browser(), draft, act="share")
    draft.refresh_from_db()
    assert "name" not in draft.row
    assert draft.row["place"] == "县窗口"
    assert "这些内容改用基本事项的" not in browser().get(address).content.decode()


def test_no_field_of_a_row_is_out_of_the_pages_reach(draft: Draft) -> None:
    fixed = {"code", "local_code"}  # set when the item is new, and never again
    assert set(draft.row) - set(DraftPage({}, data=QueryDict()).typed()) == fixed
    new = DraftPage({}, data=QueryDict(), is_new=True).typed()
    assert set(draft.row) <= set(new)


def test_a_rules_sentence_names_the_field_as_the_page_does(draft: Draft) -> None:
    post(browser(), draft, promised_days="五天", **{"materials-1-name": ""})
    page = browser().get(reverse("services:editor_draft", args=[draft.pk])).content.decode()
    assert "“承诺时限（工作日）”应当是整数" in page
    assert "“材料名称”不能为空" in page
    assert "promised_days”" not in page


@pytest.mark.parametrize(
    ("count", "rows"), [("1000000", 200), ("3", 3), ("-1", 0), ("many", 0), ("", 0)]
)
def test_a_forged_number_of_rows_makes_no_more_than_a_page_may_have(
    draft: Draft, count: str, rows: int
) -> None:
    sent = QueryDict(f"materials-TOTAL_FORMS={count}&materials-INITIAL_FORMS=0")
    assert len(DraftPage(draft.row, data=sent).parts["materials"]) == rows
