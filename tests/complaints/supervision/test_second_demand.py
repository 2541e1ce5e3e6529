# SPDX-License-Identifier: Apache-2.0
"""The page on which a supervisor asks for what the one notice left out."""

from __future__ import annotations

import pytest

from licensing.apply import draft
from licensing.cases.models import Case, CaseMaterial
from licensing.intake.correct import request_correction, supplement
from licensing.intake.models import Correction
from portal.kernel import clock
from tests import city as cities
from tests.licensing.intake.walk_ins import client_of


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


@pytest.fixture
def case(city: cities.City) -> Case:
    """A case of which Wang asked for one material and forgot another, and that was answered."""
    found = cities.submitted(city, lacking="main")
    cities.check_all(city, found)
    bare, other = _bare(found), found.materials.filter(verdict="passed")[0]
    request_correction(case=found, demands={other.pk: "请盖章"}, by=city.wang, at=clock.now())
    draft.attach_file(line=other, file=cities.clean_pdf(), by=city.alice, at=clock.now())
    assert bare.pk != other.pk
    return supplement(case=found, by=city.alice, at=clock.now())


def _bare(case: Case) -> CaseMaterial:
    return case.materials.filter(is_applicable=True, files__isnull=True, grade="C")[0]


def test_what_was_typed_stays_until_there_is_a_reason(city: cities.City, case: Case) -> None:
    liu, address = client_of(city.liu), f"/supervision/cases/{case.number}/demand/"
    assert address in liu.get(f"/supervision/cases/{case.number}/").content.decode()
    case.refresh_from_db()
    told = {f"demand_{_bare(case).pk}": "请补消防合格证", "revision": case.revision}
    wrong = liu.post(address, told)
    assert wrong.status_code == 400
    assert list(wrong.context["form"].errors) == ["override_reason"]
    assert "请补消防合格证" in wrong.content.decode()
    assert Correction.objects.filter(case=case).count() == 1
    stale = liu.post(address, told | {"override_reason": "事关安全", "revision": "0"})
    assert stale.status_code in (400, 409)
    assert "事关安全" in stale.content.decode()
    assert Correction.objects.filter(case=case).count() == 1
    right = liu.post(address, told | {"override_reason": "事关安全"})
    assert right.status_code == 302
    second = Correction.objects.filter(case=case).latest("sequence")
    assert (second.sequence, second.overridden_by) == (2, city.liu)


def test_nothing_asked_is_no_demand(city: cities.City, case: Case) -> None:
    case.refresh_from_db()
    told = {"override_reason": "事关安全", "revision": case.revision}
    wrong = client_of(city.liu).post(f"/supervision/cases/{case.number}/demand/", told)
    assert wrong.status_code == 400
    assert Correction.objects.filter(case=case).count() == 1


def test_only_a_supervisor_and_only_what_was_forgotten(city: cities.City, case: Case) -> None:
    address = f"/supervision/cases/{case.number}/demand/"
    for user in (city.wang, city.li, city.alice):
        assert client_of(user).get(address).status_code in (403, 404)
    whole = cities.submitted(city, key="whole")
    led = client_of(city.liu).get(f"/supervision/cases/{whole.number}/demand/")
    assert led.headers["Location"] == f"/supervision/cases/{whole.number}/"
