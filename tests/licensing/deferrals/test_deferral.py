# SPDX-License-Identifier: Apache-2.0
"""A promise kept, broken, rejected and waived."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from credit.determinations.actions import excuse, mark, state_case
from credit.determinations.models import Determination
from credit.records.models import CreditRecord
from licensing.apply import draft
from licensing.apply.submit import submit
from licensing.cases.models import Case, CaseMaterial
from licensing.deferrals.actions import reject, supply, verify, waive
from licensing.deferrals.models import Deferral, DeferralDecline
from licensing.intake.accept import accept, decline_deferral
from licensing.intake.panel import lines_of, panel_of
from licensing.intake.rules import Suggestion
from portal.kernel import clock, invariants
from portal.kernel.accounts.models import Party
from portal.kernel.dates import long_day
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.documents.models import Document
from portal.kernel.notices.models import Delivery, Notice
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused


def _open(city: cities.City) -> tuple[Case, Deferral]:
    case = cities.accepted(city, lacking="secondary")
    return case, Deferral.objects.select_related("case").get(case=case)


def test_the_panel_says_must_and_the_date_leaves_time_to_verify(
    city: cities.City, clock_at: object
) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.submitted(city, lacking="secondary")
    cities.check_all(city, case)
    panel = panel_of(case, lines_of(case), clock.today())
    assert panel.suggestion is Suggestion.MUST
    accept(case=case, by=city.wang, at=clock.now())
    owed = Deferral.objects.get(case=case)
    due = Term.objects.get(subject=owed.subject)
    promised = Term.objects.get(subject=case.subject, kind="promised")
    assert (str(due.due_on), str(promised.due_on)) == ("2026-11-26", "2026-11-30")


def test_declining_a_must_asks_for_a_reason_that_supervision_sees(city: cities.City) -> None:
    case = cities.submitted(city, lacking="secondary")
    cities.check_all(city, case)
    with refused("reason_required"):
        decline_deferral(case=case, reason=" ", by=city.wang, at=clock.now())
    assert not DeferralDecline.objects.exists()
    decline_deferral(case=case, reason="材料前后矛盾", by=city.wang, at=clock.now())
    assert DeferralDecline.objects.get(case=case).declined_by == city.wang


def test_a_material_without_a_verdict_keeps_the_file_out(city: cities.City) -> None:
    case = cities.submitted(city, lacking="secondary")
    with refused("may_not_accept"):
        accept(case=case, by=city.wang, at=clock.now())
    case.refresh_from_db()
    assert case.state == "submitted"
    assert not Deferral.objects.exists()


def test_the_reminder_reaches_inbox_and_mail_once(city: cities.City, clock_at: object) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    _open(city)
    clock_at("2026-11-25 09:00")  # type: ignore[operator]
    cities.catch_up()
    cities.catch_up()
    letter = Notice.objects.get(user=city.alice, kind="deferral_reminder")
    channels = Delivery.objects.filter(notice=letter).values_list("channel", flat=True)
    assert sorted(channels) == ["email", "inbox"]


@pytest.mark.parametrize("looked", [True, False])
def test_supplied_at_2350_on_the_last_day_is_not_lapsed_whoever_looked(
    city: cities.City, clock_at: object, *, looked: bool
) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case, owed = _open(city)
    clock_at("2026-11-26 23:50")  # type: ignore[operator]
    supply(deferral=owed, files=[cities.clean_pdf()], by=city.alice, at=clock.now())
    if looked:
        verify(deferral=owed, by=city.wang, at=clock.now())
    clock_at("2026-11-30 09:00")  # type: ignore[operator]
    cities.catch_up()
    owed.refresh_from_db()
    case.refresh_from_db()
    assert owed.state == ("verified" if looked else "supplied")
    assert case.state == "accepted"
    assert not Determination.objects.exists()


def test_not_lapsed_at_the_end_of_the_last_day(city: cities.City, clock_at: object) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    _case, owed = _open(city)
    clock_at("2026-11-26 23:59")  # type: ignore[operator]
    cities.catch_up()
    owed.refresh_from_db()
    assert owed.state == "open"


def _lapsed(city: cities.City, clock_at: object) -> tuple[Case, Determination]:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case, _owed = _open(city)
    clock_at("2026-11-27 00:01")  # type: ignore[operator]
    cities.catch_up()
    case.refresh_from_db()
    return case, Determination.objects.get()


def test_a_lapse_returns_the_case_and_hears_the_enterprise(
    city: cities.City, clock_at: object
) -> None:
    case, inquiry = _lapsed(city, clock_at)
    assert case.state == "returned"
    assert inquiry.party == city.shop
    assert Document.objects.filter(subject=case.subject, kind="return_notice").count() == 1
    assert not CreditRecord.objects.exists()
    assert not Term.objects.running().filter(subject=case.subject).exists()
    assert invariants.run() == []


def test_nothing_is_marked_before_the_hearing_is_over(city: cities.City, clock_at: object) -> None:
    _case, inquiry = _lapsed(city, clock_at)
    clock_at("2026-12-04 18:00")  # type: ignore[operator]
    with refused("not_heard"):
        mark(inquiry=inquiry, finding="逾期未补", by=city.liu, at=clock.now())
    assert not CreditRecord.objects.exists()
    clock_at("2026-12-05 00:01")  # type: ignore[operator]
    record = mark(inquiry=inquiry, finding="逾期未补", by=city.liu, at=clock.now())
    assert record.party == city.shop
    assert str(record.ends_on) == "2027-06-05"


def test_force_majeure_leaves_no_mark(city: cities.City, clock_at: object) -> None:
    _case, inquiry = _lapsed(city, clock_at)
    state_case(
        inquiry=inquiry, statement="店里遭水灾", force_majeure=True, by=city.alice, at=clock.now()
    )
    excuse(inquiry=inquiry, finding="水灾属实", by=city.liu, at=clock.now())
    assert not CreditRecord.objects.exists()


def test_the_mark_is_the_enterprises_and_bars_deferral_but_not_a_complete_file(
    city: cities.City, clock_at: object
) -> None:
    _case, inquiry = _lapsed(city, clock_at)
    state_case(inquiry=inquiry, statement="忘记补交了", force_majeure=False, by=city.alice,
               at=clock.now())  # fmt: skip
    mark(inquiry=inquiry, finding="逾期未补", by=city.liu, at=clock.now())
    person = Party.objects.get(user=city.alice)
    assert not person.credit_records.exists()

    case = draft.start_draft(version=city.food, applicant=city.shop, centre=city.centre,
                             by=city.alice, at=clock.now())  # fmt: skip
    line = CaseMaterial.objects.filter(case=case, material__is_deferrable=True)[0]
    with refused("deferral_barred"):
        draft.choose_material(line=line, wants_deferral=True, by=city.alice, at=clock.now())

    complete = cities.fill_draft(city)
    submit(case=complete, key="again", by=city.alice, at=clock.now())
    cities.check_all(city, complete)
    assert accept(case=complete, by=city.wang, at=clock.now()).state == "accepted"


@pytest.mark.parametrize(
    ("rejected", "limit", "due"),
    [
        ("2026-11-23", 3, "2026-11-26"),
        ("2026-11-24", 3, "2026-11-26"),
        ("2026-11-25", 2, "2026-11-27"),
    ],
)
def test_a_rejected_supply_is_due_two_days_on_and_never_before_the_written_day(
    city: cities.City, clock_at: SetClock, rejected: str, limit: int, due: str
) -> None:
    clock_at("2026-11-23 09:00")
    _case, owed = _open(city)
    supply(deferral=owed, files=[cities.clean_pdf()], by=city.alice, at=clock.now())
    clock_at(f"{rejected} 09:00")
    reject(deferral=owed, reason="看不清", by=city.wang, at=clock.now())
    first = Term.objects.running().get(subject=owed.subject)
    assert (first.limit, str(first.due_on)) == (limit, due)
    told = Notice.objects.filter(kind="deferral_rejected").latest("pk")
    assert long_day(date.fromisoformat(due)) in told.body
    supply(deferral=owed, files=[cities.clean_pdf()], by=city.alice, at=clock.now())
    reject(deferral=owed, reason="还是看不清", by=city.wang, at=clock.now())
    assert Term.objects.running().get(subject=owed.subject).due_on == first.due_on
    clock_at(f"{due} 23:59")
    cities.catch_up()
    owed.refresh_from_db()
    assert owed.state == "rejected"
    clock_at(f"{date.fromisoformat(due) + timedelta(days=1)} 00:01")
    cities.catch_up()
    owed.refresh_from_db()
    assert owed.state == "lapsed"


def test_only_a_supervisor_waives(city: cities.City) -> None:
    _case, owed = _open(city)
    with refused("not_supervisor"):
        waive(deferral=owed, reason="遭遇水灾", by=city.wang, at=clock.now())
    owed.refresh_from_db()
    assert owed.state == "open"
    waive(deferral=owed, reason="遭遇水灾", by=city.liu, at=clock.now())
    owed.refresh_from_db()
    assert owed.state == "waived"
