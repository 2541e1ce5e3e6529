# SPDX-License-Identifier: Apache-2.0
"""Telling once what is missing, the answer, and both kinds of silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from licensing.apply import draft
from licensing.cases.models import CaseMaterial
from licensing.intake.correct import request_correction, supplement
from licensing.intake.models import Correction
from portal.kernel import clock, invariants
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.documents.models import Document
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.refusals import refused

if TYPE_CHECKING:
    from licensing.cases.models import Case


def _missing(case: Case) -> CaseMaterial:
    return CaseMaterial.objects.filter(
        case=case, is_applicable=True, material__is_main=True, files=None
    )[0]


def _correct(city: cities.City, case: Case, lines: list[CaseMaterial]) -> Correction:
    return request_correction(
        case=case, demands={line.pk: "请补交" for line in lines}, by=city.wang, at=clock.now()
    )


def test_one_notice_lists_all_and_stops_the_offices_clock(city: cities.City) -> None:
    case = cities.submitted(city, lacking="main")
    lines = [_missing(case), CaseMaterial.objects.filter(case=case, material__is_main=False)[0]]
    _correct(city, case, lines)
    case.refresh_from_db()
    assert case.state == "correction_requested"
    paper = Document.objects.get(subject=case.subject, kind="correction_notice")
    assert {row["name"] for row in paper.facts["lines"]} == {one.material.name for one in lines}
    kinds = Term.objects.running().filter(subject=case.subject).values_list("kind", flat=True)
    assert list(kinds) == ["supplement"]


def test_an_empty_notice_is_refused(city: cities.City) -> None:
    case = cities.submitted(city, lacking="main")
    with refused("required"):
        request_correction(case=case, demands={}, by=city.wang, at=clock.now())
    assert not Correction.objects.exists()


def _answered(city: cities.City) -> tuple[Case, CaseMaterial]:
    case = cities.submitted(city, lacking="main")
    line = _missing(case)
    _correct(city, case, [line])
    draft.attach_file(line=line, file=cities.clean_pdf(), by=city.alice, at=clock.now())
    return supplement(case=case, by=city.alice, at=clock.now()), line


def test_a_second_notice_with_a_new_demand_is_refused(city: cities.City) -> None:
    case, line = _answered(city)
    other = CaseMaterial.objects.filter(case=case).exclude(pk=line.pk)[0]
    with refused("second_demand"):
        _correct(city, case, [line, other])
    case.refresh_from_db()
    assert case.state == "supplemented"
    assert Correction.objects.filter(case=case).count() == 1


def test_a_second_notice_may_repeat_the_first(city: cities.City) -> None:
    case, line = _answered(city)
    assert _correct(city, case, [line]).sequence == 2


def test_a_supervisors_override_is_recorded_as_a_breach(city: cities.City) -> None:
    case, line = _answered(city)
    other = CaseMaterial.objects.filter(case=case).exclude(pk=line.pk)[0]
    request_correction(
        case=case, demands={other.pk: "确有必要"}, override_reason="安全要求", by=city.liu,
        at=clock.now(),
    )  # fmt: skip
    breach = Event.objects.get(subject=case.subject, verb="licensing.breach.second_demand")
    assert breach.facts["lines"] == [other.pk]


def test_an_answer_without_the_demanded_file_is_refused(city: cities.City) -> None:
    case = cities.submitted(city, lacking="main")
    _correct(city, case, [_missing(case)])
    with refused("material_missing"):
        supplement(case=case, by=city.alice, at=clock.now())
    case.refresh_from_db()
    assert case.state == "correction_requested"


def test_an_answered_file_has_one_day_of_checking_not_five(
    city: cities.City, clock_at: object
) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.submitted(city, lacking="main")
    line = _missing(case)
    _correct(city, case, [line])
    clock_at("2026-11-23 15:00")  # type: ignore[operator]
    draft.attach_file(line=line, file=cities.clean_pdf(), by=city.alice, at=clock.now())
    supplement(case=case, by=city.alice, at=clock.now())
    term = Term.objects.running().get(subject=case.subject)
    assert (term.kind, str(term.due_on)) == ("supplement_check", "2026-11-24")


@pytest.mark.parametrize(("moment", "state"), [
    ("2026-12-14 23:59", "correction_requested"),
    ("2026-12-15 00:01", "closed_no_reply"),
])  # fmt: skip
def test_the_applicants_silence_ends_the_case_without_prejudice(
    city: cities.City, clock_at: object, moment: str, state: str
) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.submitted(city, lacking="main")
    _correct(city, case, [_missing(case)])
    clock_at(moment)  # type: ignore[operator]
    cities.catch_up()
    case.refresh_from_db()
    assert case.state == state
    assert not city.shop.determinations.exists()


@pytest.mark.parametrize(("moment", "state"), [
    ("2026-11-30 23:59", "submitted"),
    ("2026-12-01 00:01", "accepted"),
])  # fmt: skip
def test_the_offices_silence_accepts_a_licence_case_as_of_receipt(
    city: cities.City, clock_at: object, moment: str, state: str
) -> None:
    clock_at("2026-11-23 16:00")  # type: ignore[operator]
    case = cities.submitted(city)
    clock_at(moment)  # type: ignore[operator]
    cities.catch_up()
    case.refresh_from_db()
    assert case.state == state
    if state == "accepted":
        assert case.is_deemed
        assert str(case.accepted_on) == "2026-11-23"
        assert clock.local_date(case.accepted_at).isoformat() == "2026-12-01"  # type: ignore[arg-type]
        due = Term.objects.get(subject=case.subject, kind="statutory")
        assert (str(due.started_on), str(due.due_on)) == ("2026-11-23", "2026-12-07")
        assert Notice.objects.filter(user=city.alice, kind="deemed_accepted").count() == 1
    assert invariants.run() == []


def test_silence_never_accepts_a_public_service(city: cities.City, clock_at: object) -> None:
    clock_at("2026-11-23 16:00")  # type: ignore[operator]
    case = cities.submitted(city, version=cities.public_service())
    clock_at("2026-12-20 09:00")  # type: ignore[operator]
    cities.catch_up()
    case.refresh_from_db()
    assert case.state == "submitted"
    assert Event.objects.filter(subject=case.subject, verb__contains="overdue").exists()
