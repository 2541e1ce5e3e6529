# SPDX-License-Identifier: Apache-2.0
"""The editors' pages: everything by form, nothing lost, every refusal beside its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_person
from portal.kernel.accounts.models import User
from portal.kernel.notices.models import Notice
from services.drafts.editing import new_draft, open_draft
from services.drafts.models import Draft
from services.exchange.uploads import keep_drafts, keep_refused
from services.items.models.item import Offering
from services.items.models.version import OfferingVersion
from tests.services.cast import browser, drafted, editor, exampled, post, published, waiting

pytestmark = pytest.mark.django_db
BACKEND = "portal.kernel.backends.LowerCaseBackend"


@pytest.fixture
def code(record: dict[str, Any], run_import: Callable[..., object]) -> str:
    run_import([record])
    return str(record["code"])


def test_an_untouched_page_sends_the_same_row_back(code: str) -> None:
    draft = drafted(code, conditions=["有固定场所"], place="3号窗口")
    before = draft.row
    post(browser("xie"), draft)
    draft.refresh_from_db()
    told = {key: value for key, value in draft.row.items() if value not in ("", None, [])}
    assert told == {key: value for key, value in before.items() if value not in ("", None, [])}


def test_a_wrong_number_stays_in_its_field_with_the_reason(code: str) -> None:
    draft = open_draft(offering=Offering.objects.get(), by=editor(), at=clock.now())
    client = browser("xie")
    answer = post(client, draft, act="hand_in", promised_days="五天")
    page = client.get(answer["Location"]).content.decode()
    assert 'value="五天"' in page
    assert "还有几处要改，您填的内容都在" in page
    assert "应当是整数" in page
    assert Draft.objects.get().state == "editing"


def test_a_page_older_than_the_draft_keeps_the_typed_words_and_stores_nothing(code: str) -> None:
    draft = open_draft(offering=Offering.objects.get(), by=editor(), at=clock.now())
    post(browser("qian"), draft, promised_days="3")
    answer = post(browser("xie"), draft, place="我写的地点")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "我写的地点" in page
    assert page.partition("不同的地方：")[2].partition("。")[0] == "办理地点、承诺时限（工作日）"
    assert Draft.objects.get().row["promised_days"] == 3


def test_a_fee_off_the_list_cannot_be_chosen_or_forged(code: str) -> None:
    draft = drafted(code, promised_days=4)
    post(browser("xie"), draft, act="hand_in", fee="yes", fee_name="辛苦费")
    draft = Draft.objects.get()
    assert draft.state == "editing"
    page = browser("xie").get(reverse("services:editor_draft", args=[draft.pk])).content.decode()
    assert "不在收费清单内" in page or "缺少" in page


def test_the_whole_way_through_the_pages(code: str) -> None:
    xie, qian = browser("xie"), browser("qian")
    opened = xie.post(reverse("services:editor_offering_act", args=[code, "open"]))
    draft = Draft.objects.get()
    assert opened["Location"].endswith(f"/editor/drafts/{draft.pk}/")
    examples = {f"materials-{at}-example": "照样写" for at in range(len(draft.row["materials"]))}
    post(xie, draft, act="hand_in", promised_days="3", **examples)
    review = reverse("services:editor_review", args=[draft.pk])
    assert "要由另一位事项管理员审核" in xie.get(review).content.decode()
    page = qian.get(review).content.decode()
    assert "承诺时限 5 → 3 个工作日" in page
    wrong = qian.post(review, {"act": "approve", "effective_on": "2020-01-01"})
    assert wrong.status_code == 400
    assert "不能早于今天" in wrong.content.decode()
    bare = qian.post(review, {"act": "send_back", "reason": ""})
    assert bare.status_code == 400
    qian.post(review, {"act": "approve", "effective_on": clock.today().isoformat()})
    assert Client().get(reverse("services:guide", args=[code])).status_code == 200
    history = Client().get(reverse("services:history", args=[code])).content.decode()
    assert "承诺时限 5 → 3 个工作日" in history
    assert "第 2 版" in history


def test_the_desk_approves_what_is_ticked_but_never_ones_own(code: str) -> None:
    draft = waiting(code, promised_days=4)
    act = reverse("services:editor_approve_many")
    page = browser("xie").post(act, {"draft": [draft.pk]}, follow=True).content.decode()
    assert "请另一位事项管理员审核" in page
    assert Draft.objects.get().state == "review"
    browser("qian").post(act, {"draft": [draft.pk, "x", "0"]})
    assert Draft.objects.get().state == "published"


def test_a_refused_act_on_an_offering_names_its_field(code: str) -> None:
    client = browser("xie")
    for verb, typed, told in (
        ("take_down", {"reason": ""}, "请写明下架的理由"),
        ("rename", {"name": ""}, "请写明新的名称"),
        ("level", {"code": code, "department": "市公安局"}, "已有实施清单"),
    ):
        answer = client.post(reverse("services:editor_offering_act", args=[code, verb]), typed)
        assert answer.status_code == 400
        assert told in answer.content.decode()
    assert OfferingVersion.objects.get().status == "published"


def test_a_level_has_only_its_own_fields_on_the_page(code: str) -> None:
    row = {"code": f"{code}-512021-01", "item_code": code, "department": "市公安局"}
    draft = new_draft(row=row, by=editor(), at=clock.now())
    page = browser("xie").get(reverse("services:editor_draft", args=[draft.pk])).content.decode()
    assert "和基本事项相同的" in page
    assert 'name="place"' in page
    assert 'name="handling_type"' not in page
    post(browser("xie"), draft, act="save", promised_days="9")
    page = browser("xie").get(reverse("services:editor_draft", args=[draft.pk])).content.decode()
    assert "只能更短" in page


def test_citizens_find_no_editors_pages_and_editors_no_draft_guides(code: str) -> None:
    citizen = Client()
    citizen.force_login(User.objects.create(username="alice"), BACKEND)
    for name in ("editor_desk", "editor_offerings", "editor_new"):
        assert citizen.get(reverse(f"services:{name}")).status_code == 404
    row = {"code": "511A0005288888", "name": "还没有公布的事项"}
    new_draft(row=row, by=editor(), at=clock.now())
    assert Client().get("/services/511A0005288888/history/").status_code == 404


def test_rows_of_an_upload_wait_for_a_second_person_or_for_their_editor(
    code: str, record: dict[str, Any]
) -> None:
    good = exampled({**record, "promised_days": 4})
    other = exampled({**record, "code": "511A0005266666", "name": "食品摊点备案"})
    form = {
        **record["materials"][0],
        "name": "经营情况说明",
        "source": "申请人自备",
        "form": "原件",
    }
    lacking = {**record, "code": "511A0005255555", "name": "食品摊点延续", "materials": [form]}
    bad = {**record, "code": "511A0005244444", "name": "食品摊点变更", "promised_days": 99}
    report = keep_drafts(rows=[good, other, lacking, bad], by=editor(), at=clock.now())
    assert (report.created, report.updated) == (2, 1)
    assert [one.rule for one in report.rejected] == ["promised_exceeds_statutory"]
    assert [one.rule for one in report.notes] == ["no_filled_example"]
    states = dict(Draft.objects.values_list("code", "state"))
    assert states == {code: "review", other["code"]: "review", lacking["code"]: "editing"}
    assert OfferingVersion.objects.count() == 1
    kept = keep_refused(rows=[bad, "kein", bad], by=editor(), at=clock.now())
    assert [draft.code for draft in kept] == [bad["code"]]
    again = keep_drafts(rows=[good], by=editor(), at=clock.now())
    assert [one.rule for one in again.rejected] == ["draft_open"]


def test_following_a_guide_by_its_page(code: str) -> None:
    person = ensure_person(
        name="张小丽", id_number="512002199003070019", phone="13800132046", email="a@example.com"
    )
    user = User.objects.create(username="alice", person=person)
    client = Client()
    client.force_login(user, BACKEND)
    address = reverse("services:follow", args=[code])
    client.post(address, {"act": "follow"})
    assert "不再提醒" in client.get(address).content.decode()
    published(code, promised_days=4)
    assert Notice.objects.filter(user=user, kind="guide_changed").count() == 1
    client.post(address, {"act": "stop"})
    assert user.subscriptions.count() == 0


def test_all_listed_drafts_are_approved_at_once_and_no_others(
    code: str, record: dict[str, Any]
) -> None:
    rows = [
        exampled({**record, "code": f"LOCAL-90{at}", "name": f"新事项{at}", "local_code": True})
        for at in range(3)
    ]
    keep_drafts(rows=rows, by=editor(), at=clock.now())
    listed = list(Draft.objects.order_by("pk").values_list("pk", flat=True)[:2])
    browser("qian").post(
        reverse("services:editor_approve_many"), {"all": "1", "listed": listed, "draft": []}
    )
    states = Draft.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["published", "published", "review"]


def test_the_second_person_reads_everything_that_will_be_published(code: str) -> None:
    draft = waiting(
        code,
        hours="工作日",
        renewal={"opens_days": 90, "closes_days": 30},
        joint_departments=[{"department": "市公安局", "name": "会签", "days": 2}],
    )
    page = browser("qian").get(reverse("services:editor_review", args=[draft.pk])).content.decode()
    for told in (
        "名称 会签；天数 2",
        "市公安局",
        "90",
        "照样写明",
        "食品经营许可证",
        "两人核查",
        "工作日",
    ):
        assert told in page
