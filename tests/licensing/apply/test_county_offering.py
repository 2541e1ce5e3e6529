# SPDX-License-Identifier: Apache-2.0
"""An item that a county organ offers as well: its cases are the county's, from window to decision."""

from __future__ import annotations

from typing import Any

import pytest

from licensing.apply import draft
from licensing.apply.files import centre_for
from licensing.apply.submit import submit
from licensing.cases.models import Case, CaseMaterial, Verdict
from licensing.cases.queries import visible_to
from licensing.intake.accept import accept, give_verdict
from licensing.review.actions import claim
from portal.kernel import clock
from portal.kernel.audit.models import Event
from portal.kernel.places.models import Organ
from services.items.loading import import_catalogue
from services.items.models.version import OfferingVersion
from services.items.queries import current_version
from tests.city import FOOD, City, clean_pdf, staff
from tests.refusals import refused

pytestmark = pytest.mark.django_db
COUNTY = "安岳县市场监督管理局（演示）"


@pytest.fixture
def county(city: City) -> OfferingVersion:
    """The food licence as the county's own organ grants it, a day faster."""
    Organ.objects.create(code="512021-scjg", name=COUNTY, division_id="512021")
    row: dict[str, Any] = {
        "code": f"{FOOD}-512021-01", "item_code": FOOD, "department": COUNTY, "promised_days": 4,
    }  # fmt: skip
    assert import_catalogue(rows=[row], by=None, at=clock.now()).rejected == []
    version = current_version(row["code"])
    assert version is not None
    return version


@pytest.fixture
def case(city: City, county: OfferingVersion) -> Case:
    at = clock.now()
    made = draft.start_draft(
        version=county, applicant=city.shop, centre=centre_for(county), by=city.alice, at=at
    )
    for line in CaseMaterial.objects.filter(case=made).select_related("material", "case"):
        if line.is_applicable:
            draft.attach_file(line=line, file=clean_pdf(), by=city.alice, at=at)
    form = {"contact_name": "张小丽", "contact_phone": "13800132046", "is_true": True}
    draft.save_form(case=made, form=form, by=city.alice, at=at)
    return submit(case=made, key="k", by=city.alice, at=at)


def _check(case: Case, city: City) -> None:
    for line in CaseMaterial.objects.filter(case=case, is_applicable=True):
        give_verdict(line=line, verdict=Verdict.PASSED, by=city.sun, at=clock.now())


def test_the_countys_window_takes_in_what_the_countys_organ_decides(city: City, case: Case) -> None:
    assert case.centre.name == "安岳县政务服务中心"
    assert list(visible_to(city.sun)) == [case]
    assert list(visible_to(city.wang)) == []
    _check(case, city)
    taken = accept(case=case, by=city.sun, at=clock.now())
    assert (taken.organ.name, taken.version.promised_days) == (COUNTY, 4)
    own = staff("peng", "reviewer", organ=taken.organ)
    step = taken.steps.get(role="reviewer")
    claim(step=step, by=own, at=clock.now())
    step.refresh_from_db()
    assert step.handler == own


def test_the_citys_window_and_organ_cannot_act_on_the_countys_case(city: City, case: Case) -> None:
    _check(case, city)
    events = Event.objects.count()
    with refused("not_your_centre"):
        accept(case=case, by=city.wang, at=clock.now())
    case.refresh_from_db()
    assert (case.state, Event.objects.count()) == ("submitted", events)
    taken = accept(case=case, by=city.sun, at=clock.now())
    step, events = taken.steps.get(role="reviewer"), Event.objects.count()
    with refused("not_your_organ"):
        claim(step=step, by=city.li, at=clock.now())
    step.refresh_from_db()
    assert (step.handler, Event.objects.count()) == (None, events)
