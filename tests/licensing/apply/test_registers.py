# SPDX-License-Identifier: Apache-2.0
"""What another office has registered is neither typed nor handed in again (ZY 34)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from licensing.apply import draft
from licensing.apply.draft import attach_file
from licensing.apply.table import known_for
from licensing.cases.models import Case, CaseMaterial, MaterialGrade, Origin, Verdict
from licensing.cases.table import card_of, fields_of, spared
from licensing.intake.correct import request_correction, supplement
from portal.kernel import clock
from portal.kernel.errors import Refused
from portal.kernel.registers.actions import connect, take_copy
from portal.kernel.registers.copies import RegisterLine
from portal.kernel.registers.models import Register
from services.tables.actions import load_form_fields
from tests import city as cities
from tests.kernel.registers.test_copies import ROW

PAPER = "营业执照"


@pytest.fixture
def city(db: None, clock_at: Any) -> cities.City:
    clock_at("2026-11-20 10:00")
    return cities.build()


@pytest.fixture
def form(city: cities.City) -> None:
    load_form_fields(by=None, at=clock.now())


def _connect(city: cities.City) -> Register:
    register = connect(row=ROW, by=None, at=clock.now())
    assert city.shop.uscc is not None
    rows = [RegisterLine(city.shop.uscc, {"legal_person": "张小丽"})]
    take_copy(
        register=register,
        rows=rows,
        copied_on=clock.today(),
        is_whole=True,
        by=None,
        at=clock.now(),
    )
    return register


def _draft(city: cities.City) -> Case:
    return draft.start_draft(
        version=city.food, applicant=city.shop, centre=city.centre, by=city.alice, at=clock.now()
    )


def _line(case: Case) -> CaseMaterial:
    return case.materials.get(material__name=PAPER)


def test_a_registered_paper_is_spared_and_its_value_filled_in_with_the_source(
    city: cities.City, form: None
) -> None:
    _connect(city)
    case = _draft(city)
    line = _line(case)
    assert (line.origin, line.grade, line.verdict) == (
        Origin.REGISTRATION,
        MaterialGrade.A,
        Verdict.PASSED,
    )
    assert PAPER in spared(case.materials.select_related("material"))["names"]
    known = known_for(case, fields_of(case))["legal_person"]
    assert known.value == "张小丽"
    assert known.source == "来自市场主体登记，2026年11月20日（周五）的数据"


def test_a_registered_paper_that_was_found_wanting_can_be_handed_in(
    city: cities.City, clock_at: Any
) -> None:
    _connect(city)
    case = cities.submitted(city)
    demands = {_line(case).pk: "登记的地址不对，请交最新的副本"}
    request_correction(case=case, demands=demands, by=city.wang, at=clock.now())
    clock_at("2026-11-20 11:00")
    client = Client()
    client.force_login(city.alice, backend="portal.kernel.backends.LowerCaseBackend")
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert 'type="file"' in page
    attach_file(line=_line(case), file=cities.clean_pdf(), by=city.alice, at=clock.now())
    line = _line(case)
    assert (line.origin, line.grade) == (Origin.APPLICANT, MaterialGrade.C)
    assert supplement(case=case, by=city.alice, at=clock.now()).state == "supplemented"


def test_without_the_register_the_paper_is_asked_for(city: cities.City, form: None) -> None:
    case = _draft(city)
    assert _line(case).origin == Origin.APPLICANT
    assert "legal_person" not in known_for(case, fields_of(case))


def test_an_entry_that_is_too_old_spares_nothing(city: cities.City, clock_at: Any) -> None:
    _connect(city)
    clock_at("2026-12-21 10:00")
    assert _line(_draft(city)).origin == Origin.APPLICANT


def test_the_applicant_sees_that_the_paper_need_not_be_handed_in(
    city: cities.City, form: None
) -> None:
    _connect(city)
    case = _draft(city)
    client = Client()
    client.force_login(city.alice, backend="portal.kernel.backends.LowerCaseBackend")
    page = client.get(f"/apply/{cities.FOOD}/{case.pk}/contact/").content.decode()
    assert "来自市场主体登记，2026年11月20日（周五）的数据" in page
    page = client.get(f"/apply/{cities.FOOD}/{case.pk}/materials/").content.decode()
    assert "不用交：登记机关已有登记，由我们核对。" in page


def test_what_other_registers_say_stays_away_from_the_case(city: cities.City) -> None:
    _connect(city)
    other = connect(row={**ROW, "code": "taxes", "papers": ["完税证明"]}, by=None, at=clock.now())
    assert city.shop.uscc is not None
    rows = [RegisterLine(city.shop.uscc, {"legal_person": "别的登记"})]
    take_copy(
        register=other, rows=rows, copied_on=clock.today(), is_whole=True, by=None, at=clock.now()
    )
    case = _draft(city)
    told = card_of(case, case.materials.select_related("material"), for_staff=True)["registers"]
    assert [one.code for one in told] == ["companies"]


def test_what_the_office_has_cannot_be_promised_for_later(city: cities.City) -> None:
    row = {**ROW, "papers": [city.food.materials.filter(is_deferrable=True)[0].name]}
    register = connect(row=row, by=None, at=clock.now())
    assert city.shop.uscc is not None
    take_copy(
        register=register, rows=[RegisterLine(city.shop.uscc, {"scope": "餐饮"})], copied_on=clock.today(),
        is_whole=True, by=None, at=clock.now(),
    )  # fmt: skip
    line = _draft(city).materials.get(origin=Origin.REGISTRATION)
    with pytest.raises(Refused):
        draft.choose_material(line=line, wants_deferral=True, by=city.alice, at=clock.now())
