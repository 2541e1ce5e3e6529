# SPDX-License-Identifier: Apache-2.0
"""Records, grades, repair, expiry."""

from __future__ import annotations

import pytest

from credit.determinations.actions import excuse, mark, open_determination, state_case
from credit.records.models import CreditRecord
from credit.records.queries import deferral_gate, grade
from credit.records.rules import grade_of
from credit.repair.actions import decide_repair, expire_records, request_repair
from credit.repair.models import RepairRequest
from portal.kernel import clock, invariants
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.notices.models import Notice
from portal.kernel.subjects import Subject
from tests import city as cities
from tests.refusals import refused


@pytest.fixture
def record(city: cities.City, clock_at: object) -> CreditRecord:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    inquiry = open_determination(
        party=city.shop, cause=Subject.objects.create(kind="test"), ground="deferral_lapsed",
        at=clock.now(),
    )  # fmt: skip
    state_case(
        inquiry=inquiry, statement="忘记补交了", force_majeure=False, by=city.alice, at=clock.now()
    )
    return mark(inquiry=inquiry, finding="逾期未补", by=city.liu, at=clock.now())


@pytest.mark.parametrize(
    ("active", "past", "code"), [(0, 0, "A"), (0, 1, "B"), (0, 99, "B"), (1, 0, "C"), (2, 0, "D")]
)
def test_grades_follow_the_published_table(active: int, past: int, code: str) -> None:
    assert grade_of(active, past).code == code


def test_one_cause_is_inquired_into_once(city: cities.City) -> None:
    cause = Subject.objects.create(kind="test")
    first, second = (
        open_determination(party=city.shop, cause=cause, ground="deferral_lapsed", at=clock.now())
        for _turn in range(2)
    )
    assert first.pk == second.pk


def test_only_the_party_is_heard_and_only_supervision_finds(city: cities.City) -> None:
    inquiry = open_determination(
        party=city.shop, cause=Subject.objects.create(kind="test"), ground="deferral_lapsed",
        at=clock.now(),
    )  # fmt: skip
    with refused("not_applicant"):
        state_case(
            inquiry=inquiry, statement="我来说", force_majeure=True, by=city.bob, at=clock.now()
        )
    with refused("not_supervisor"):
        mark(inquiry=inquiry, finding="逾期未补", by=city.wang, at=clock.now())
    inquiry.refresh_from_db()
    assert inquiry.state == "hearing"
    assert not CreditRecord.objects.exists()


def test_a_mark_bars_and_a_granted_repair_opens_again(
    city: cities.City, record: CreditRecord
) -> None:
    today = clock.today()
    assert deferral_gate(city.shop, today).is_barred
    request = request_repair(record=record, grounds="已建立台账", by=city.alice, at=clock.now())
    with refused("repair_open"):
        request_repair(record=record, grounds="再申请一次", by=city.alice, at=clock.now())
    decide_repair(request=request, grant=True, reason="已改正", by=city.liu, at=clock.now())
    record.refresh_from_db()
    assert record.state == "repaired"
    assert not deferral_gate(city.shop, today).is_barred
    assert grade(city.shop, today).code == "B"
    assert Notice.objects.filter(user=city.alice, kind="repair_granted").count() == 1
    assert invariants.run() == []


def test_a_refused_repair_leaves_the_mark_and_may_be_asked_again(
    city: cities.City, record: CreditRecord
) -> None:
    request = request_repair(record=record, grounds="已建立台账", by=city.alice, at=clock.now())
    decide_repair(request=request, grant=False, reason="没有改正", by=city.liu, at=clock.now())
    assert deferral_gate(city.shop, clock.today()).is_barred
    request_repair(record=record, grounds="这次改正了", by=city.alice, at=clock.now())
    assert RepairRequest.objects.count() == 2


def test_a_mark_ends_by_itself_after_its_last_day(
    city: cities.City, record: CreditRecord, clock_at: object
) -> None:
    clock_at("2027-05-23 23:59")  # type: ignore[operator]
    assert deferral_gate(city.shop, clock.today()).is_barred
    assert expire_records(clock.now()) == 0
    clock_at("2027-05-24 00:01")  # type: ignore[operator]
    assert not deferral_gate(city.shop, clock.today()).is_barred
    assert [expire_records(clock.now()), expire_records(clock.now())] == [1, 0]
    record.refresh_from_db()
    assert record.state == "expired"


@pytest.mark.parametrize("matter", ["", cities.LONG], ids=["for everything", "for one item"])
def test_a_supervisor_finds_nothing_about_his_own_principal(
    city: cities.City, record: CreditRecord, matter: str
) -> None:
    request = request_repair(record=record, grounds="已经改正", by=city.alice, at=clock.now())
    inquiry = open_determination(
        party=city.shop, cause=Subject.objects.create(kind="test"), ground="deferral_lapsed",
        at=clock.now(),
    )  # fmt: skip
    grant_mandate(agent=city.liu, principal=city.shop, matter=matter)
    with refused("recusal"):
        decide_repair(request=request, grant=True, reason="同意", by=city.liu, at=clock.now())
    with refused("recusal"):
        excuse(inquiry=inquiry, finding="情有可原", by=city.liu, at=clock.now())
    record.refresh_from_db()
    inquiry.refresh_from_db()
    assert (record.state, inquiry.state) == ("active", "hearing")
