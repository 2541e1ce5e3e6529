# SPDX-License-Identifier: Apache-2.0
"""Cards are raised by the published rules, once, for whoever had it in hand; nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints.appeals import handling
from complaints.appeals.filing import file_complaint
from complaints.cards.models import Card, CardWatch
from complaints.cards.raising import raise_cards
from complaints.cards.rules import is_no_reason
from licensing.cases.models import Case
from licensing.decisions.decide import decide
from licensing.review.actions import claim, pass_step
from portal.kernel import clock
from portal.kernel.audit.actions import record
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms import sweep
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.relay import drain
from portal.kernel.subjects import Subject
from tests import city as cities
from tests.conftest import SetClock
from tests.kernel.absences.test_absence import away, colleague
from tests.rules import set_rule

START = "2026-03-02 10:00"


@pytest.fixture(autouse=True)
def _today(clock_at: SetClock) -> None:
    clock_at(START)


@pytest.fixture
def case(city: cities.City) -> Case:
    """Return an accepted case, its first step in Li's hands."""
    made = cities.accepted(city)
    claim(step=made.steps.get(state="open"), by=city.li, at=clock.now())
    return made


def _pass_due(case: Case, kind: str, clock_at: SetClock) -> Term:
    """Let the case's period of a kind run out, and look for cards."""
    term = Term.objects.get(subject=case.subject, kind=kind)
    assert term.due_on is not None
    clock_at(f"{term.due_on + timedelta(days=1)} 00:00:10")
    sweep.run(at=clock.now())
    raise_cards(at=clock.now())
    return term


def _overdue(case: Case, kind: str, **facts: object) -> Event:
    return record(
        subject=case.subject,
        verb="term.overdue",
        facts={"kind": kind, "adjusted": False, **facts},
        effective_on=clock.today(),
    )


def _look() -> list[str]:
    raise_cards(at=clock.now())
    return list(Card.objects.order_by("pk").values_list("rule", flat=True))


def test_a_promise_is_yellow_and_a_statutory_limit_is_red(
    case: Case, city: cities.City, clock_at: SetClock
) -> None:
    _pass_due(case, "promised", clock_at)
    yellow = Card.objects.get(rule="promised_overdue")
    assert (yellow.colour, yellow.person, yellow.organ) == ("yellow", city.li, case.organ)
    assert not Card.objects.filter(rule="statutory_overdue").exists()
    _pass_due(case, "statutory", clock_at)
    red = Card.objects.get(rule="statutory_overdue")
    assert (red.colour, red.person, red.case) == ("red", city.li, case)


def test_nothing_is_raised_on_the_due_day_itself(case: Case, clock_at: SetClock) -> None:
    term = Term.objects.get(subject=case.subject, kind="promised")
    Term.objects.exclude(pk=term.pk).update(sweep_on=None)
    clock_at(f"{term.due_on} 23:59:50")
    sweep.run(at=clock.now())
    assert _look() == []


def test_looking_again_raises_nothing_again(case: Case, clock_at: SetClock) -> None:
    _overdue(case, "promised")
    _overdue(case, "statutory")
    assert len(_look()) == 2
    assert len(_look()) == 2
    CardWatch.objects.all().delete()
    assert len(_look()) == 2
    assert Event.objects.filter(verb="complaints.card.raise").count() == 2


def test_a_long_stop_loses_no_card(case: Case, clock_at: SetClock) -> None:
    _look()
    _overdue(case, "promised")
    clock_at("2026-03-20 10:00")
    assert _look() == ["promised_overdue"]


def test_what_is_too_long_ago_raises_none(case: Case, clock_at: SetClock) -> None:
    _overdue(case, "promised")
    clock_at("2026-05-31 10:00")
    record(subject=case.subject, verb="term.overdue", facts={"kind": "delivery"},
           effective_on=clock.today() - timedelta(days=90))  # fmt: skip
    record(subject=case.subject, verb="term.overdue", facts={"kind": "statutory"},
           effective_on=clock.today() - timedelta(days=91))  # fmt: skip
    assert _look() == ["promised_overdue", "not_handed_over"]


def test_a_calendar_adjustment_blames_nobody(case: Case) -> None:
    _overdue(case, "intake", adjusted=True)
    _overdue(case, "statutory", adjusted=True)
    assert _look() == []


def test_a_rule_that_the_city_has_switched_off_raises_none(case: Case) -> None:
    set_rule("card_promised_overdue", is_on=False)
    _overdue(case, "promised")
    assert _look() == []


def test_an_event_before_the_rule_was_in_force_raises_none(case: Case) -> None:
    today = clock.today()
    set_rule("card_promised_overdue")
    record(subject=case.subject, verb="term.overdue", facts={"kind": "promised"},
           effective_on=today - timedelta(days=1))  # fmt: skip
    assert _look() == []
    _overdue(case, "promised")
    assert _look() == ["promised_overdue"]


def test_a_step_that_nobody_has_taken_is_the_units(city: cities.City) -> None:
    case = cities.accepted(city)
    _overdue(case, "promised")
    _look()
    card = Card.objects.get()
    assert (card.person, card.organ) == (None, case.organ)


def test_the_card_goes_to_who_had_it_then_not_to_who_has_it_now(
    case: Case, city: cities.City
) -> None:
    step = case.steps.get(handler=city.li)
    record(subject=step.subject, verb="term.overdue", facts={"kind": "step"},
           effective_on=clock.today())  # fmt: skip
    pass_step(step=step, opinion="符合条件", by=city.li, at=clock.now())
    _look()
    assert Card.objects.get(rule="step_overdue").person == city.li


def test_a_deputy_answers_for_the_days_of_his_own(
    case: Case, city: cities.City, clock_at: SetClock
) -> None:
    he = colleague(city.li, "he", "reviewer")
    away(city.li, he, clock.today(), clock.today() + timedelta(days=2))
    clock_at("2026-03-04 00:00:10")
    _overdue(case, "promised")
    _look()
    card = Card.objects.get()
    assert (card.person, card.stood_in_for) == (he, city.li)


def test_who_goes_away_on_the_last_day_keeps_the_delay(
    case: Case, city: cities.City, clock_at: SetClock
) -> None:
    he = colleague(city.li, "he", "reviewer")
    away(city.li, he, clock.today(), clock.today() + timedelta(days=2))
    clock_at("2026-03-03 00:00:10")
    _overdue(case, "promised")
    _look()
    card = Card.objects.get()
    assert (card.person, card.stood_in_for) == (city.li, None)


def test_a_second_correction_notice_is_a_card_for_the_clerk(city: cities.City, case: Case) -> None:
    for sequence in (1, 2):
        record(subject=case.subject, verb="licensing.case.request_correction", by=city.wang,
               facts={"sequence": sequence}, effective_on=clock.today())  # fmt: skip
    _look()
    card = Card.objects.get()
    assert (card.rule, card.person, card.centre) == ("second_correction", city.wang, case.centre)


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("经审查，您的申请不符合相关规定，不予批准。", True),
        ("材料不符合要求，退回", True),
        ("不予许可！！！！！！", True),
        ("经营场所未通过消防验收，不符合食品安全法第三十三条", False),
        ("经审查，缺少健康证明原件", False),
    ],
)
def test_stock_phrases_are_no_reason(text: str, empty: bool) -> None:
    assert is_no_reason(text) is empty


@pytest.mark.parametrize(
    ("reason", "found"),
    [
        ("经审查，不符合相关规定，不予批准。", ["refusal_without_reason"]),
        ("经营场所未通过消防验收。", []),
    ],
)
def test_a_refusal_without_reasons_is_red_for_the_approver(
    city: cities.City, reason: str, found: list[str]
) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    decide(case=case, outcome="refused", opinion=reason, key="k", by=city.chen, at=clock.now())
    assert _look() == found
    assert all(card.person == city.chen for card in Card.objects.all())


@pytest.mark.parametrize(
    ("finding", "ground", "cards"),
    [("true", "fee_off_list", 1), ("partly", "fee_off_list", 0), ("true", "manner", 0)],
)
def test_a_fee_off_the_list_is_red_when_the_complaint_is_found_true(
    city: cities.City, case: Case, finding: str, ground: str, cards: int
) -> None:
    complaint = file_complaint(
        kind="complaint", title="多收了钱", text="窗口多收了五十元。", case=case,
        by=city.alice, at=clock.now(),
    )  # fmt: skip
    handling.dispatch(
        complaint=complaint, organ=case.organ, about_staff=city.zhou.staff_member,
        by=city.liu, at=clock.now(),
    )  # fmt: skip
    handling.take_up(complaint=complaint, by=city.li, at=clock.now())
    handling.answer(complaint=complaint, text="已经退还多收的钱。", by=city.li, at=clock.now())
    handling.establish(
        complaint=complaint, finding=finding, ground=ground, by=city.liu, at=clock.now()
    )
    _look()
    assert Card.objects.count() == cards
    assert all(
        (card.rule, card.person, card.case) == ("fee_off_list", city.zhou, case)
        for card in Card.objects.all()
    )


def test_three_yellow_cards_of_one_person_are_one_red(case: Case, city: cities.City) -> None:
    for _turn in range(2):
        _overdue(case, "promised")
    _look()
    assert "repeated_yellow" not in _look()
    _overdue(case, "promised")
    _look()
    assert _look().count("repeated_yellow") == 1
    red = Card.objects.get(rule="repeated_yellow")
    assert (red.person, red.organ, red.colour) == (city.li, case.organ, "red")
    for _turn in range(2):
        _overdue(case, "promised")
    _look()
    assert _look().count("repeated_yellow") == 1
    _overdue(case, "promised")
    _look()
    assert _look().count("repeated_yellow") == 2


def test_yellow_cards_too_far_apart_do_not_add_up(case: Case, clock_at: SetClock) -> None:
    for day in ("2026-03-02", "2026-03-03", "2026-08-30"):
        clock_at(f"{day} 10:00")
        _overdue(case, "promised")
        _look()
    assert "repeated_yellow" not in _look()


def test_person_and_head_are_told_once(case: Case, city: cities.City) -> None:
    _overdue(case, "promised")
    _look()
    cities.leave_papers()
    drain()
    _look()
    cities.leave_papers()
    drain()
    told = Notice.objects.filter(kind="card_raised")
    assert sorted(notice.user_id or 0 for notice in told) == sorted([city.li.pk, city.chen.pk])


def test_a_special_procedure_past_its_longest_time_is_yellow(case: Case, city: cities.City) -> None:
    record(subject=case.subject, verb="licensing.procedure.overrun_longest", facts={"kind": "检验"})
    assert _look() == ["procedure_overrun"]
    assert Card.objects.get().person == city.li


def test_an_event_about_no_case_raises_none(city: cities.City) -> None:
    record(
        subject=Subject.objects.create(kind="credit.repair"),
        verb="term.overdue",
        facts={"kind": "promised"},
        effective_on=clock.today(),
    )
    assert _look() == []
