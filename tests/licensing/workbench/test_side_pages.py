# SPDX-License-Identifier: Apache-2.0
"""Procedures, hearings and inspections through the pages of the desk and of the applicant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from licensing.cases.models import Case
from licensing.licences.models import Licence
from licensing.procedures.hearings import ask_for_hearing, tell_of_hearing
from licensing.procedures.models import Hearing, Inspection, Procedure
from portal.kernel import clock
from tests import city as cities
from tests.licensing import items

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.kernel.accounts.models import User


@pytest.fixture
def city(db: None, clock_at: object) -> cities.City:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    return cities.build()


@pytest.fixture
def case(city: cities.City) -> Case:
    return cities.accepted(city)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, "portal.kernel.backends.LowerCaseBackend")
    return client


def _post(user: User, case: Case, verb: str, **data: object) -> HttpResponse:
    return _client(user).post(f"/review/{case.number}/{verb}/", data)  # type: ignore[return-value]


def test_a_procedure_is_opened_replanned_and_ended_at_the_desk(
    city: cities.City, case: Case
) -> None:
    facts = {"kind": "检测", "procedure_reason": "需要检测水质", "provider": "市检测中心"}
    assert _post(city.li, case, "pause", planned_end="2026-11-27", **facts).status_code == 302
    procedure = Procedure.objects.get(case=case)
    page = _client(city.li).get(f"/review/{case.number}/").content.decode()
    assert "市检测中心" in page
    assert "市检测中心" in _client(city.alice).get(f"/cases/{case.number}/").content.decode()
    answer = _post(city.li, case, "replan", procedure=procedure.pk, planned_end="2026-11-30",
                   procedure_reason="样品补采")  # fmt: skip
    assert answer.status_code == 302
    assert _post(city.li, case, "resume", procedure=procedure.pk).status_code == 400
    answer = _post(city.li, case, "resume", procedure=procedure.pk, evidence=cities.pdf())
    assert answer.status_code == 302
    procedure.refresh_from_db()
    assert procedure.state == "closed"


def test_wrong_input_is_shown_and_what_was_typed_stays(city: cities.City, case: Case) -> None:
    facts = {"kind": "检测", "procedure_reason": "需要检测水质", "provider": ""}
    answer = _post(city.li, case, "pause", planned_end="2026-11-27", **facts)
    assert answer.status_code == 400
    assert "需要检测水质" in answer.content.decode()
    assert 'href="#id_provider"' in answer.content.decode()
    assert _post(city.li, case, "replan", procedure="x").status_code == 404
    assert not Procedure.objects.exists()


def test_a_decision_that_lacks_something_keeps_what_was_typed(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    answer = _post(city.chen, case, "decide", opinion="现场已看过")
    assert answer.status_code == 400
    assert "现场已看过</textarea>" in answer.content.decode()
    page = _post(city.chen, case, "decide", outcome="granted").content.decode()
    assert 'value="granted" checked' in page
    assert not Licence.objects.exists()


def test_a_hearing_runs_through_the_pages(city: cities.City, case: Case, clock_at: object) -> None:
    guo = items.hire("guo", "examiner", case.organ)
    assert _post(city.li, case, "hearing-tell", ground="").status_code == 400
    assert _post(city.li, case, "hearing-tell", ground="涉及他人重大利益").status_code == 302
    hearing = Hearing.objects.get(case=case)
    alice = _client(city.alice)
    assert "我要求听证" in alice.get(f"/cases/{case.number}/").content.decode()
    address = f"/cases/{case.number}/hearings/{hearing.pk}/"
    assert alice.post(address, {"answer": "perhaps"}).status_code == 302
    hearing.refresh_from_db()
    assert hearing.state == "told"
    assert alice.post(address, {"answer": "ask"}).status_code == 302
    facts = {"hearing": hearing.pk, "place": "三楼听证室", "host": guo.pk, "starts_time": "09:30"}
    short = _post(city.li, case, "hearing-schedule", starts_at="2026-12-01", **facts)
    assert short.status_code == 400
    assert "三楼听证室" in short.content.decode()
    assert (
        _post(city.li, case, "hearing-schedule", starts_at="2026-12-02", **facts).status_code == 302
    )
    assert "三楼听证室" in alice.get(f"/cases/{case.number}/").content.decode()
    desk = _client(city.li).get(f"/review/{case.number}/").content.decode()
    assert 'value="2026-12-02"' in desk
    clock_at("2026-12-02 12:00")  # type: ignore[operator]
    bare = {"hearing": hearing.pk, "finding": "申请人的意见成立"}
    assert _post(city.li, case, "hearing-hold", **bare).status_code == 400
    answer = _post(city.li, case, "hearing-hold", **bare, record=cities.pdf())
    assert answer.status_code == 302
    page = _client(city.alice).get(f"/cases/{case.number}/").content.decode()
    assert "申请人的意见成立" in page


def test_no_hearing_of_another_case_is_answered_or_held(city: cities.City, case: Case) -> None:
    other = cities.accepted(city)
    hearing = tell_of_hearing(case=other, ground="涉及他人", by=city.li, at=clock.now())
    address = f"/cases/{case.number}/hearings/{hearing.pk}/"
    assert _client(city.alice).post(address, {"answer": "ask"}).status_code == 404
    ask_for_hearing(hearing=hearing, by=city.alice, at=clock.now())
    answer = _post(city.li, case, "hearing-schedule", hearing=hearing.pk)
    assert answer.status_code == 404


def test_an_inspection_is_arranged_at_the_desk(city: cities.City, case: Case) -> None:
    one = _post(city.li, case, "inspect", people=[city.li.pk], planned_on="2026-11-27")
    assert one.status_code == 400
    foreign = [city.li.pk, city.huang.pk]
    assert (
        _post(city.li, case, "inspect", people=foreign, planned_on="2026-11-27").status_code == 400
    )
    assert not Inspection.objects.exists()
    both = [city.li.pk, city.zhou.pk]
    assert _post(city.li, case, "inspect", people=both, planned_on="2026-11-27").status_code == 302
    assert Inspection.objects.get(case=case).people.count() == 2


def test_supervision_sees_procedures_and_hearings(city: cities.City, case: Case) -> None:
    tell_of_hearing(case=case, ground="涉及他人", by=city.li, at=clock.now())
    facts = {"kind": "检测", "procedure_reason": "需要检测水质", "provider": "市检测中心"}
    _post(city.li, case, "pause", planned_end="2026-11-27", **facts)
    page = _client(city.liu).get(f"/supervision/cases/{case.number}/").content.decode()
    assert "市检测中心" in page
    assert "已告知，等申请人答复" in page
