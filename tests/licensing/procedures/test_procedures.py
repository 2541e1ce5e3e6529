# SPDX-License-Identifier: Apache-2.0
"""Special procedures: planned and longest time, told in writing, ended with evidence only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from licensing.cases.models import Case
from licensing.delivery.actions import withdraw
from licensing.procedures.actions import close_procedure, open_procedure, replan_procedure
from licensing.procedures.models import Procedure
from portal.kernel import clock, invariants
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms.models import Pause, Term
from portal.kernel.documents.models import Document
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.licensing import items
from tests.refusals import refused

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User


@pytest.fixture
def city(db: None, clock_at: object) -> cities.City:
    """The small city on Monday 2 November; thirty working days later is 14 December."""
    clock_at("2026-11-02 09:00")  # type: ignore[operator]
    return cities.build()


def _open(case: Case, by: User, planned: str, kind: str = "专家评审", **more: Any) -> Procedure:
    facts = {"reason": "方案复杂", "provider": "市专家组"}
    return open_procedure(
        case=case, kind=kind, planned_end=date.fromisoformat(planned), by=by, at=clock.now(),
        **(facts | more),
    )  # fmt: skip


def _close(procedure: Procedure, by: User, **evidence: Any) -> Procedure:
    return close_procedure(procedure=procedure, by=by, at=clock.now(), **evidence)


def _replan(procedure: Procedure, by: User, planned: str, reason: str = "专家出差") -> Procedure:
    return replan_procedure(
        procedure=procedure, planned_end=date.fromisoformat(planned), reason=reason, by=by,
        at=clock.now(),
    )  # fmt: skip


def _due(case: Case, kind: str = "statutory") -> str:
    return str(Term.objects.get(subject=case.subject, kind=kind).due_on)


@pytest.mark.parametrize("kind", ["招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"])
def test_each_kind_of_article_45_stops_both_limits(city: cities.City, kind: str) -> None:
    case = cities.accepted(city)
    _open(case, city.li, "2026-11-06", kind)
    paused = Term.objects.filter(subject=case.subject, due_reason="paused")
    assert set(paused.values_list("kind", flat=True)) == {"statutory", "promised"}


def test_a_hearing_is_not_opened_as_a_bare_pause(city: cities.City) -> None:
    case = cities.accepted(city)
    with refused("hearing_has_own_acts"):
        _open(case, city.li, "2026-11-06", "听证")
    assert not Pause.objects.exists()


@pytest.mark.parametrize("kind", ["现场踏勘", "现场核查"])
def test_a_site_visit_never_stops_the_limit(city: cities.City, kind: str) -> None:
    case = cities.accepted(city)
    with refused("no_pause"):
        _open(case, city.li, "2026-11-06", kind)
    assert not Pause.objects.exists()
    assert _due(case) == "2026-11-16"


def test_a_plan_ends_on_the_last_day_of_the_longest_time_and_not_a_day_later(
    city: cities.City,
) -> None:
    case = cities.accepted(city)
    with refused("plan_too_long"):
        _open(case, city.li, "2026-12-15")
    assert not Pause.objects.exists()
    procedure = _open(case, city.li, "2026-12-14")
    assert (procedure.longest_days, procedure.citation) == (30, "特别程序最长时间（本市规定）")
    paper = Document.objects.get(subject=case.subject, kind="procedure_notice")
    assert paper.facts["planned"] == paper.facts["longest"] == "2026年12月14日（周一）"
    assert (paper.facts["provider"], paper.facts["reason"]) == ("市专家组", "方案复杂")


def test_what_the_item_publishes_is_its_longest_time(city: cities.City) -> None:
    steps = [{"kind": "检验检测", "days": 10, "counts_toward_deadline": False}]
    case = cities.accepted_of(city, items.item(special_procedures=steps))
    with refused("plan_too_long"):
        _open(case, city.li, "2026-11-17", "检验检测")
    procedure = _open(case, city.li, "2026-11-16", "检验检测")
    assert (procedure.longest_days, procedure.citation) == (10, "事项公布的特殊环节时间")


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"reason": " "}, "reason_required"), ({"provider": ""}, "provider_required")],
)
def test_a_procedure_says_why_and_by_whom(
    city: cities.City, facts: dict[str, str], code: str
) -> None:
    case = cities.accepted(city)
    with refused(code):
        _open(case, city.li, "2026-11-06", **facts)
    assert not Procedure.objects.exists()


@pytest.mark.parametrize(
    "evidence", [{}, {"report_number": "检〔2026〕1号"}, {"delivered_by": "王工"}]
)
def test_without_evidence_a_procedure_is_not_ended(
    city: cities.City, evidence: dict[str, str]
) -> None:
    case = cities.accepted(city)
    procedure = _open(case, city.li, "2026-11-06")
    with refused("evidence_required"):
        _close(procedure, city.li, **evidence)
    procedure.refresh_from_db()
    assert procedure.state == "open"
    assert Pause.objects.get().last_day is None


def test_a_file_is_evidence_and_may_be_opened_by_the_applicant(city: cities.City) -> None:
    case = cities.accepted(city)
    procedure = _close(_open(case, city.li, "2026-11-06"), city.li, evidence=cities.clean_pdf())
    assert procedure.evidence is not None
    address = f"/cases/{case.number}/files/{procedure.evidence.token}/"
    answers = {}
    for name in ("alice", "li", "liu", "bob", "huang"):
        client = Client()
        client.force_login(getattr(city, name), "portal.kernel.backends.LowerCaseBackend")
        answers[name] = client.get(address).status_code
    assert answers == {"alice": 200, "li": 200, "liu": 200, "bob": 404, "huang": 404}


def test_overlapping_procedures_count_once(city: cities.City, clock_at: object) -> None:
    case, other = cities.accepted(city), cities.accepted(city)
    first = _open(case, city.li, "2026-11-06", "检验")
    alone = _open(other, city.li, "2026-11-10", "检验")
    clock_at("2026-11-04 09:00")  # type: ignore[operator]
    second = _open(case, city.li, "2026-11-10")
    clock_at("2026-11-06 09:00")  # type: ignore[operator]
    _close(first, city.li, report_number="1号", delivered_by="检验所")
    assert Term.objects.get(subject=case.subject, kind="statutory").due_reason == "paused"
    clock_at("2026-11-10 09:00")  # type: ignore[operator]
    _close(second, city.li, report_number="2号", delivered_by="专家组")
    _close(alone, city.li, report_number="3号", delivered_by="检验所")
    assert (_due(case), _due(case, "promised")) == ("2026-11-24", "2026-11-17")
    assert (_due(other), _due(other, "promised")) == (_due(case), _due(case, "promised"))


def test_a_procedure_is_replanned_up_to_its_longest_time_and_told_again(
    city: cities.City,
) -> None:
    case = cities.accepted(city)
    procedure = _open(case, city.li, "2026-11-06")
    with refused("approver_wanted"):
        _replan(procedure, city.li, "2026-12-15")
    with refused("plan_in_past"):
        _replan(procedure, city.li, "2026-11-01")
    with refused("reason_required"):
        _replan(procedure, city.li, "2026-12-14", "")
    assert str(Pause.objects.get().planned_end) == "2026-11-06"
    _replan(procedure, city.li, "2026-12-14")
    assert str(Pause.objects.get().planned_end) == "2026-12-14"
    papers = Document.objects.filter(subject=case.subject, kind="procedure_notice")
    assert [paper.facts["replanned"] for paper in papers.order_by("pk")] == [False, True]
    assert Notice.objects.filter(user=city.alice, kind="replanned").count() == 1


def test_past_the_longest_time_an_approver_may_with_a_reason(
    city: cities.City, clock_at: object
) -> None:
    case = cities.accepted(city)
    procedure = _open(case, city.li, "2026-11-06")
    _replan(procedure, city.chen, "2026-12-20", "检验机构设备故障")
    term = Term.objects.running().get(subject=procedure.subject)
    assert str(term.due_on) == "2026-12-20"
    clock_at("2026-12-20 23:00")  # type: ignore[operator]
    cities.catch_up()
    assert not Event.objects.filter(verb="licensing.procedure.overrun_longest").exists()
    clock_at("2026-12-21 00:10")  # type: ignore[operator]
    cities.catch_up()
    assert Event.objects.filter(verb="licensing.procedure.overrun_longest").count() == 1


def test_a_forgotten_procedure_warns_past_its_plan_and_alarms_past_its_longest_time_once(
    city: cities.City, clock_at: object
) -> None:
    case = cities.accepted(city)
    _open(case, city.li, "2026-11-06", "检测")
    clock_at("2026-11-07 09:00")  # type: ignore[operator]
    cities.catch_up()
    assert Notice.objects.filter(user=city.li, kind="pause_late").count() == 1
    clock_at("2026-11-30 23:59")  # type: ignore[operator]
    cities.catch_up()
    alarm = Event.objects.filter(subject=case.subject, verb="licensing.procedure.overrun_longest")
    assert not alarm.exists()
    clock_at("2026-12-01 00:10")  # type: ignore[operator]
    cities.catch_up()
    cities.catch_up()
    assert alarm.count() == 1
    assert Notice.objects.filter(user=city.liu, kind="procedure_overrun").count() == 1
    assert Notice.objects.filter(user=city.alice, kind="procedure_overrun").count() == 0
    assert invariants.run() == []


def test_the_longest_time_waits_for_the_calendar_and_does_not_hinder(
    city: cities.City, clock_at: object
) -> None:
    clock_at("2026-12-21 09:00")  # type: ignore[operator]
    case = cities.accepted(city)
    procedure = _open(case, city.li, "2027-01-29")
    term = Term.objects.get(subject=procedure.subject)
    assert (term.due_on, term.due_reason) == (None, "calendar")
    with refused("plan_too_long"):
        _replan(procedure, city.chen, "2027-12-23")


def test_a_withdrawn_case_takes_its_procedures_along(city: cities.City) -> None:
    case = cities.accepted(city)
    procedure = _open(case, city.li, "2026-11-06")
    withdraw(case=case, by=city.alice, at=clock.now())
    procedure.refresh_from_db()
    assert procedure.state == "cancelled"
    assert not Term.objects.running().exists()
    with refused("wrong_state"):
        _close(procedure, city.li, report_number="1号", delivered_by="检验所")
    assert invariants.run() == []
