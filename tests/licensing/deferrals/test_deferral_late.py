# SPDX-License-Identifier: Apache-2.0
"""Too late is too late, whether the sweep has looked or not; a pause ends with its case."""

from __future__ import annotations

from licensing.apply import draft
from licensing.cases.models import CaseMaterial, MaterialFile
from licensing.decisions.decide import decide
from licensing.deferrals.actions import reject, supply
from licensing.deferrals.models import Deferral
from licensing.delivery.actions import withdraw
from licensing.procedures.actions import open_procedure
from portal.kernel import clock
from portal.kernel.deadlines.terms.models import Pause
from portal.kernel.documents.models import Document
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused


def test_nothing_is_supplied_after_the_last_day(city: cities.City, clock_at: object) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.accepted(city, lacking="secondary")
    owed = Deferral.objects.select_related("case").get(case=case)
    clock_at("2026-11-27 00:05")  # type: ignore[operator]
    with refused("too_late"):
        supply(deferral=owed, files=[cities.clean_pdf()], by=city.alice, at=clock.now())
    cities.catch_up()
    owed.refresh_from_db()
    assert owed.state == "lapsed"


def test_supplied_in_the_last_minute_is_in_time(city: cities.City, clock_at: object) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.accepted(city, lacking="secondary")
    owed = Deferral.objects.select_related("case").get(case=case)
    clock_at("2026-11-26 23:59")  # type: ignore[operator]
    assert (
        supply(deferral=owed, files=[cities.clean_pdf()], by=city.alice, at=clock.now()).state
        == "supplied"
    )


def test_a_pause_ends_with_its_case(city: cities.City, clock_at: SetClock) -> None:
    clock_at("2026-03-02 23:59")
    case = cities.accepted(city)
    open_procedure(
        case=case, kind="专家评审", planned_end=clock.today(), reason="方案复杂",
        provider="市专家组", by=city.li, at=clock.now(),
    )  # fmt: skip
    withdraw(case=case, by=city.alice, at=clock.now())
    assert Pause.objects.get().last_day == clock.today()


def test_a_paper_takes_a_thousand_letters_and_not_one_more(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    with refused("too_long"):
        decide(case=case, outcome="refused", opinion="长" * 1001, key="a", by=city.chen,
               at=clock.now())  # fmt: skip
    assert not Document.objects.filter(kind="refusal").exists()
    decide(case=case, outcome="refused", opinion="长" * 1000, key="b", by=city.chen,
           at=clock.now())  # fmt: skip
    assert Document.objects.filter(kind="refusal").count() == 1


def test_what_was_found_good_is_not_taken_back_during_a_correction(city: cities.City) -> None:
    case = cities.asked_to_correct(city)
    line = CaseMaterial.objects.filter(case=case, verdict="passed").first()
    assert line is not None
    file = MaterialFile.objects.filter(case_material=line).first()
    assert file is not None
    with refused("handed_in"):
        draft.remove_file(file=file, by=city.alice, at=clock.now())
    file.refresh_from_db()
    assert file.removed_at is None


def test_a_choice_keeps_the_file_that_came_meanwhile(city: cities.City) -> None:
    case = cities.fill_draft(city)
    line = CaseMaterial.objects.filter(case=case, material__necessity="required").first()
    assert line is not None
    stale = CaseMaterial.objects.select_related("case", "material").get(pk=line.pk)
    CaseMaterial.objects.filter(pk=line.pk).update(is_applicable=False)
    draft.choose_material(line=stale, wants_deferral=False, by=city.alice, at=clock.now())
    line.refresh_from_db()
    assert line.is_applicable is False


def test_wanting_again_after_the_new_period_is_lapsed_and_not_forgotten(
    city: cities.City, clock_at: object
) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.accepted(city, lacking="secondary")
    owed = Deferral.objects.select_related("case").get(case=case)
    for turn in range(2):
        supply(deferral=owed, files=[cities.clean_pdf()], by=city.alice, at=clock.now())
        if turn == 0:
            reject(deferral=owed, reason="看不清", by=city.wang, at=clock.now())
    clock_at("2026-12-21 09:00")  # type: ignore[operator]
    cities.catch_up()
    owed.refresh_from_db()
    assert owed.state == "supplied"
    reject(deferral=owed, reason="还是看不清", by=city.wang, at=clock.now())
    owed.refresh_from_db()
    case.refresh_from_db()
    assert (owed.state, case.state) == ("lapsed", "returned")
