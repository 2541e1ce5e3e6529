# SPDX-License-Identifier: Apache-2.0
"""A draft's way: written, handed in, approved by another, in force on its day, taken down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.audit.models import Event
from portal.kernel.checks import replay
from portal.kernel.errors import Invalid
from portal.kernel.notices.models import Notice
from services.drafts.editing import (
    discard,
    hand_in,
    new_draft,
    open_draft,
    save_draft,
    start_rename,
)
from services.drafts.models import Draft
from services.drafts.publication import publish_due, take_down
from services.drafts.review import approve, send_back
from services.guides.queries import guide_version
from services.items.following import subscribe, unsubscribe
from services.items.models.item import Offering, ServiceItem
from services.items.models.version import OfferingVersion
from services.items.rows import read, row_of
from services.items.version_record import record_of, whole
from tests.conftest import SetClock
from tests.refusals import refused
from tests.services.cast import drafted, editor, exampled, published, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(record: dict[str, Any], run_import: Callable[..., object]) -> str:
    run_import([record])
    return str(record["code"])


def _numbers(code: str) -> list[tuple[int, str]]:
    rows = OfferingVersion.objects.filter(offering__code=code).order_by("number")
    return list(rows.values_list("number", "status"))


def test_an_approved_draft_is_in_force_at_once_and_the_old_version_superseded(code: str) -> None:
    draft = published(code, promised_days=4)
    assert draft.state == "published"
    assert _numbers(code) == [(1, "superseded"), (2, "published")]
    guide = guide_version(code)
    assert guide is not None
    assert guide.promised_days == 4
    assert draft.version_id == guide.pk
    assert replay() == []


def test_a_stored_version_reads_back_as_the_record_it_came_from(code: str) -> None:
    published(code, conditions=["有固定场所"], place="3号窗口", hours="工作日", contact="028-1")
    for version in whole(OfferingVersion.objects.all()):
        found = record_of(version)
        assert found.digest() == version.digest
        assert read(row_of(found)) == found


def test_who_wrote_in_a_draft_may_not_approve_it(code: str) -> None:
    draft = waiting(code, promised_days=4)
    with refused("own_draft"):
        approve(draft=draft, effective_on=clock.today(), by=editor(), at=clock.now())
    draft.refresh_from_db()
    assert draft.state == "review"
    assert _numbers(code) == [(1, "published")]


def test_the_second_editor_who_changed_it_after_all_may_not_approve_either(code: str) -> None:
    qian = editor("qian")
    draft = waiting(code, promised_days=4)
    send_back(draft=draft, reason="再想想", by=qian, at=clock.now())
    draft.refresh_from_db()
    assert draft.reason == "再想想"
    save_draft(draft=draft, row={**draft.row, "promised_days": 3},
               seen=draft.changed_at.isoformat(), by=qian, at=clock.now())  # fmt: skip
    hand_in(draft=draft, by=editor(), at=clock.now())
    with refused("own_draft"):
        approve(draft=draft, effective_on=clock.today(), by=qian, at=clock.now())
    third = editor("sun")
    approve(draft=draft, effective_on=clock.today(), by=third, at=clock.now())
    assert _numbers(code)[-1] == (2, "published")


def test_sending_back_needs_a_reason(code: str) -> None:
    draft = waiting(code, promised_days=4)
    with refused("blank_field"):
        send_back(draft=draft, reason="  ", by=editor("qian"), at=clock.now())
    assert Draft.objects.get().state == "review"


def test_an_approval_cannot_reach_into_the_past(code: str) -> None:
    draft = waiting(code, promised_days=4)
    yesterday = clock.today() - timedelta(days=1)
    with refused("day_is_over"):
        approve(draft=draft, effective_on=yesterday, by=editor("qian"), at=clock.now())
    assert _numbers(code) == [(1, "published")]


def test_a_scheduled_draft_comes_into_force_on_its_day_exactly_once(
    code: str, clock_at: SetClock
) -> None:
    clock_at("2026-03-02 10:00")
    published(code, promised_days=4, effective_on=date(2026, 3, 4))
    clock_at("2026-03-03 23:59")
    assert publish_due(at=clock.now()) == 0
    assert _numbers(code) == [(1, "published")]
    clock_at("2026-03-04 00:00")
    assert publish_due(at=clock.now()) == 1
    assert publish_due(at=clock.now()) == 0
    assert _numbers(code) == [(1, "superseded"), (2, "published")]
    assert Event.objects.filter(verb="services.draft.publish").count() == 1


def test_a_scheduled_draft_that_the_rules_refuse_by_then_goes_back_with_the_reason(
    code: str, clock_at: SetClock, record: dict[str, Any], run_import: Callable[..., object]
) -> None:
    clock_at("2026-03-02 10:00")
    published(code, promised_days=4, effective_on=date(2026, 3, 4))
    same = exampled({**record, "promised_days": 4})
    run_import([same])
    clock_at("2026-03-04 08:00")
    assert publish_due(at=clock.now()) == 0
    draft = Draft.objects.get()
    assert draft.state == "editing"
    assert "草稿和现行版本一样" in draft.reason


def test_one_draft_an_offering_and_an_older_page_cannot_overwrite_a_newer_one(code: str) -> None:
    first = drafted(code, promised_days=4)
    again = open_draft(offering=Offering.objects.get(), by=editor("qian"), at=clock.now())
    assert again.pk == first.pk
    save_draft(draft=again, row={**again.row, "promised_days": 2},
               seen=again.changed_at.isoformat(), by=editor("qian"), at=clock.now())  # fmt: skip
    with refused("changed_meanwhile"):
        save_draft(draft=first, row=first.row, seen=first.changed_at.isoformat(), by=editor(),
                   at=clock.now())  # fmt: skip
    assert Draft.objects.get().row["promised_days"] == 2


@pytest.mark.parametrize(
    ("values", "field", "rule"),
    [
        ({"promised_days": 99}, "promised_days", "promised_exceeds_statutory"),
        ({"promised_days": None}, "promised_days", "no_limit"),
        ({"fee": None}, "fee", "no_fee_statement"),
        ({"conditions": ["法律法规规定的其他条件"]}, "conditions[0]", "catch_all_condition"),
        ({"name": "另一个名字"}, "name", "same_name"),
        ({"item_type": "公共服务"}, "item_type", "same_type"),
        ({"fee": True, "fee_name": "辛苦费", "fee_standard": "1元"}, "fee_name",
         "fee_not_in_fee_list"),
    ],
)  # fmt: skip
def test_a_draft_that_breaks_a_rule_is_kept_but_not_handed_in(
    code: str, values: dict[str, Any], field: str, rule: str
) -> None:
    draft = drafted(code, **values)
    with pytest.raises(Invalid) as told:
        hand_in(draft=draft, by=editor(), at=clock.now())
    assert (field, rule) in {(one.field, one.code) for one in told.value.problems}
    draft.refresh_from_db()
    assert draft.state == "editing"
    assert draft.row[next(iter(values))] == next(iter(values.values()))


def test_a_material_without_an_example_keeps_a_guide_back(code: str) -> None:
    draft = drafted(code, promised_days=4)
    bare = [{**one, "example": ""} for one in draft.row["materials"]]
    bare.append({**bare[0], "name": "经营场所说明", "source": "申请人自备", "form": "原件"})
    save_draft(draft=draft, row={**draft.row, "materials": bare},
               seen=draft.changed_at.isoformat(), by=editor(), at=clock.now())  # fmt: skip
    with pytest.raises(Invalid) as told:
        hand_in(draft=draft, by=editor(), at=clock.now())
    where = f"materials[{len(bare) - 1}].example"
    assert (where, "no_filled_example") in {(one.field, one.code) for one in told.value.problems}


def test_a_guide_without_any_complaint_channel_is_kept_back(code: str) -> None:
    draft = drafted(code, promised_days=4)
    organ = Offering.objects.get().organ
    type(organ).objects.filter(pk=organ.pk).update(complaint_phone="")
    with pytest.raises(Invalid) as told:
        hand_in(draft=draft, by=editor(), at=clock.now())
    assert [one.code for one in told.value.problems] == ["no_complaint_channel"]


def test_a_draft_that_changes_nothing_is_not_published(code: str) -> None:
    published(code, promised_days=4)
    draft = open_draft(offering=Offering.objects.get(), by=editor(), at=clock.now())
    with refused("nothing_changed"):
        hand_in(draft=draft, by=editor(), at=clock.now())


def test_a_new_item_is_drafted_reviewed_and_found(code: str, record: dict[str, Any]) -> None:
    row = exampled({**record, "code": "511A0005299999", "name": "食品摊点登记"})
    draft = new_draft(row=row, by=editor(), at=clock.now())
    hand_in(draft=draft, by=editor(), at=clock.now())
    approve(draft=draft, effective_on=clock.today(), by=editor("qian"), at=clock.now())
    guide = guide_version("511A0005299999")
    assert guide is not None
    assert guide.number == 1
    assert replay() == []
    with refused("duplicate_code"):
        new_draft(row={"code": code}, by=editor(), at=clock.now())


def test_a_discarded_draft_makes_room_for_another(code: str) -> None:
    draft = discard(draft=drafted(code, promised_days=4), by=editor(), at=clock.now())
    assert draft.state == "discarded"
    assert open_draft(offering=Offering.objects.get(), by=editor(), at=clock.now()).pk != draft.pk


def test_a_renamed_item_has_its_new_name_in_a_new_version(code: str) -> None:
    draft = start_rename(offering=Offering.objects.get(), name="食品销售许可", by=editor(),
                         at=clock.now())  # fmt: skip
    draft = save_draft(draft=draft, row=exampled(draft.row), seen=draft.changed_at.isoformat(),
                       by=editor(), at=clock.now())  # fmt: skip
    hand_in(draft=draft, by=editor(), at=clock.now())
    approve(draft=draft, effective_on=clock.today(), by=editor("qian"), at=clock.now())
    assert ServiceItem.objects.get(code=code).name == "食品销售许可"
    guide = guide_version(code)
    assert guide is not None
    assert guide.name == "食品销售许可"
    assert Event.objects.filter(verb="services.item.rename").count() == 1


@pytest.fixture
def citizen() -> User:
    return User.objects.create(username="alice")


def test_subscribers_are_told_once_a_publication_and_in_words(code: str, citizen: User) -> None:
    offering = Offering.objects.get()
    for _twice in range(2):
        subscribe(offering=offering, by=citizen, at=clock.now())
    published(code, promised_days=4)
    notice = Notice.objects.get(user=citizen)
    assert "承诺时限 5 → 4 个工作日" in notice.body
    take_down(offering=offering, reason="法律修改", by=editor(), at=clock.now())
    assert "法律修改" in Notice.objects.filter(user=citizen).latest("pk").body
    unsubscribe(offering=offering, by=citizen, at=clock.now())
    published(code, promised_days=3)
    assert Notice.objects.filter(user=citizen).count() == 2


def test_whoever_comes_by_an_old_link_reads_that_and_why_it_was_taken_down(
    code: str, client: Client
) -> None:
    take_down(
        offering=Offering.objects.get(), reason="法律修改，取消了", by=editor(), at=clock.now()
    )
    answer = client.get(f"/services/{code}/")
    assert answer.status_code == 410
    assert "法律修改，取消了" in answer.content.decode()
    assert client.get("/services/NOBODY/").status_code == 404


def test_taking_down_needs_a_reason_and_is_done_once(code: str) -> None:
    offering = Offering.objects.get()
    with refused("blank_field"):
        take_down(offering=offering, reason=" ", by=editor(), at=clock.now())
    assert guide_version(code) is not None
    take_down(offering=offering, reason="法律修改", by=editor(), at=clock.now())
    assert guide_version(code) is None
    with refused("wrong_state"):
        take_down(offering=offering, reason="法律修改", by=editor(), at=clock.now())
