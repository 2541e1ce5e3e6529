# SPDX-License-Identifier: Apache-2.0
"""Against a card one may appeal in time; another than oneself answers; silence takes it back."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from complaints.cards.appeals import answer_appeal, appeal, close_card
from complaints.cards.models import Card
from complaints.cards.raising import raise_cards
from licensing.cases.models import Case
from licensing.review.actions import claim
from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.audit.actions import record
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.relay import drain
from portal.web.calendar.acts import announce_closure
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused

REASON = "系统故障，当日无法办理"


@pytest.fixture(autouse=True)
def _today(clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")


@pytest.fixture
def case(city: cities.City) -> Case:
    made = cities.accepted(city)
    claim(step=made.steps.get(state="open"), by=city.li, at=clock.now())
    return made


def raised(case: Case, kind: str = "promised") -> Card:
    """Return a new card of which the person has been told."""
    event = record(
        subject=case.subject,
        verb="term.overdue",
        facts={"kind": kind, "term": 0, "adjusted": False, "due_on": "2026-03-01"},
        effective_on=clock.today(),
    )
    raise_cards(at=clock.now())
    cities.leave_papers()
    drain()
    return Card.objects.get(event=event)


def _appealed(case: Case, city: cities.City) -> Card:
    return appeal(card=raised(case), text=REASON, by=city.li, at=clock.now())


def test_the_time_to_appeal_runs_from_being_told(case: Case) -> None:
    card = raised(case)
    term = Term.objects.get(subject=card.subject)
    assert (term.kind, term.limit, term.due_on) == ("card_appeal", 5, date(2026, 3, 9))


@pytest.mark.parametrize(
    ("moment", "in_time"), [("2026-03-09 23:59:50", True), ("2026-03-10 00:00:10", False)]
)
def test_an_appeal_comes_in_time_or_is_refused(
    case: Case, city: cities.City, clock_at: SetClock, moment: str, in_time: bool
) -> None:
    card = raised(case)
    clock_at(moment)
    if in_time:
        appeal(card=card, text=REASON, by=city.li, at=clock.now())
    else:
        with refused("appeal_over"):
            appeal(card=card, text=REASON, by=city.li, at=clock.now())
    card.refresh_from_db()
    assert card.state == ("appealed" if in_time else "raised")


def test_only_the_responsible_person_appeals_and_says_why(case: Case, city: cities.City) -> None:
    card = raised(case)
    for stranger in (city.chen, city.zhou, city.liu, city.alice):
        with refused("not_responsible"):
            appeal(card=card, text=REASON, by=stranger, at=clock.now())
    with refused("reason_required"):
        appeal(card=card, text="冤枉", by=city.li, at=clock.now())
    card.refresh_from_db()
    assert card.state == "raised"


def test_the_card_of_a_unit_alone_is_appealed_by_its_head(city: cities.City) -> None:
    card = raised(cities.accepted(city))
    with refused("not_responsible"):
        appeal(card=card, text=REASON, by=city.li, at=clock.now())
    assert appeal(card=card, text=REASON, by=city.chen, at=clock.now()).state == "appealed"


@pytest.mark.parametrize("verdict", ["uphold", "withdraw"])
def test_only_an_appeal_that_waits_is_answered_and_once(
    case: Case, city: cities.City, verdict: str
) -> None:
    card = raised(case)
    with refused("wrong_state"):
        answer_appeal(card=card, verdict=verdict, reason=REASON, by=city.liu, at=clock.now())
    appeal(card=card, text=REASON, by=city.li, at=clock.now())
    with refused("wrong_state"):
        appeal(card=card, text=REASON, by=city.li, at=clock.now())
    answer_appeal(card=card, verdict=verdict, reason=REASON, by=city.liu, at=clock.now())
    with refused("wrong_state"):
        answer_appeal(card=card, verdict="uphold", reason=REASON, by=city.liu, at=clock.now())


@pytest.mark.parametrize(("verdict", "state"), [("uphold", "upheld"), ("withdraw", "withdrawn")])
def test_another_supervisor_answers_and_the_appellant_is_told(
    case: Case, city: cities.City, verdict: str, state: str
) -> None:
    card = _appealed(case, city)
    with refused("not_supervisor"):
        answer_appeal(card=card, verdict=verdict, reason=REASON, by=city.chen, at=clock.now())
    card = answer_appeal(card=card, verdict=verdict, reason=REASON, by=city.liu, at=clock.now())
    assert card.state == state
    assert Notice.objects.filter(user=city.li, kind="card_answered").count() == 1
    assert not Term.objects.running().filter(subject=card.subject).exists()


def test_a_supervisor_does_not_answer_or_close_what_is_his_own(
    case: Case, city: cities.City
) -> None:
    card = _appealed(case, city)
    StaffRole.objects.create(
        staff=StaffMember.objects.get(user=city.li), role="supervisor", valid_from="2020-01-01"
    )
    li = User.objects.get(pk=city.li.pk)
    with refused("recusal"):
        answer_appeal(card=card, verdict="withdraw", reason=REASON, by=li, at=clock.now())
    answer_appeal(card=card, verdict="uphold", reason=REASON, by=city.liu, at=clock.now())
    with refused("recusal"):
        close_card(card=card, outcome="talk", note=REASON, by=li, at=clock.now())
    card.refresh_from_db()
    assert card.state == "upheld"


@pytest.mark.parametrize(
    ("moment", "state"), [("2026-03-16 23:59:50", "appealed"), ("2026-03-17 00:00:10", "withdrawn")]
)
def test_silence_takes_the_card_back(
    case: Case, city: cities.City, clock_at: SetClock, moment: str, state: str
) -> None:
    card = _appealed(case, city)
    clock_at(moment)
    cities.catch_up()
    card.refresh_from_db()
    assert card.state == state


def test_a_card_is_closed_only_when_the_time_to_appeal_is_over(
    case: Case, city: cities.City, clock_at: SetClock
) -> None:
    card = raised(case)
    clock_at("2026-03-09 23:59:50")
    with refused("appeal_open"):
        close_card(card=card, outcome="rectify", note=REASON, by=city.liu, at=clock.now())
    clock_at("2026-03-10 00:00:10")
    with refused("outcome"):
        close_card(card=card, outcome="", note=REASON, by=city.liu, at=clock.now())
    with refused("reason_required"):
        close_card(card=card, outcome="rectify", note="好", by=city.liu, at=clock.now())
    with refused("not_supervisor"):
        close_card(card=card, outcome="rectify", note=REASON, by=city.chen, at=clock.now())
    card = close_card(card=card, outcome="rectify", note=REASON, by=city.liu, at=clock.now())
    assert (card.state, card.outcome) == ("closed", "rectify")
    with refused("wrong_state"):
        close_card(card=card, outcome="talk", note=REASON, by=city.liu, at=clock.now())


def test_a_card_nobody_was_told_of_is_not_closed(case: Case, city: cities.City) -> None:
    record(subject=case.subject, verb="term.overdue", facts={"kind": "promised"},
           effective_on=clock.today())  # fmt: skip
    raise_cards(at=clock.now())
    with refused("not_told"):
        close_card(
            card=Card.objects.get(), outcome="talk", note=REASON, by=city.liu, at=clock.now()
        )


@pytest.mark.parametrize("standing", ["raised", "appealed", "upheld"])
def test_a_red_card_falls_with_the_yellow_ones_it_rests_on(
    case: Case, city: cities.City, standing: str
) -> None:
    yellow = [raised(case) for _turn in range(3)]
    raise_cards(at=clock.now())
    cities.leave_papers()
    drain()
    red = Card.objects.get(rule="repeated_yellow")
    if standing != "raised":
        appeal(card=red, text=REASON, by=city.li, at=clock.now())
    if standing == "upheld":
        answer_appeal(card=red, verdict="uphold", reason=REASON, by=city.liu, at=clock.now())
    appeal(card=yellow[0], text=REASON, by=city.li, at=clock.now())
    answer_appeal(card=yellow[0], verdict="withdraw", reason=REASON, by=city.liu, at=clock.now())
    red.refresh_from_db()
    assert red.state == "withdrawn"
    event = Event.objects.get(subject=red.subject, verb="complaints.card.follow")
    assert event.actor is None


def test_supervision_filters_and_opens_a_card_in_two_clicks(
    case: Case, city: cities.City, client: Client
) -> None:
    card = raised(case)
    red = raised(case, "statutory")
    client.force_login(city.liu)
    page = client.get("/supervision/cards/?colour=yellow").content.decode()
    assert f"/cards/{card.pk}/" in page
    assert f"/cards/{red.pk}/" not in page
    assert (
        f"/cards/{red.pk}/"
        in client.get("/supervision/cards/?rule=statutory_overdue").content.decode()
    )
    assert "没有符合条件的牌" in client.get("/supervision/cards/?state=closed").content.decode()
    shown = client.get(f"/cards/{card.pk}/").content.decode()
    assert "超过承诺时限" in shown
    assert "Li" in shown
    assert str(case.number) in shown


def test_the_person_appeals_on_the_page_and_loses_nothing_when_refused(
    case: Case, city: cities.City, client: Client
) -> None:
    card = raised(case)
    client.force_login(city.li)
    assert f"/cards/{card.pk}/" in client.get("/cards/").content.decode()
    answer = client.post(f"/cards/{card.pk}/appeal/", {"appeal": "冤枉"})
    assert answer.status_code == 400
    assert "冤枉" in answer.content.decode()
    assert client.post(f"/cards/{card.pk}/appeal/", {"appeal": REASON}).status_code == 302
    client.force_login(city.liu)
    posted = {"verdict": "uphold", "answer": REASON}
    assert client.post(f"/cards/{card.pk}/answer/", posted).status_code == 302
    closed = {"outcome": "talk", "note": REASON}
    assert client.post(f"/cards/{card.pk}/close/", closed).status_code == 302
    card.refresh_from_db()
    assert card.state == "closed"


def test_colleagues_do_not_see_the_card(case: Case, city: cities.City, client: Client) -> None:
    card = raised(case)
    for user in (city.zhou, city.huang, city.wang, city.sun, city.alice):
        client.force_login(user)
        assert client.get(f"/cards/{card.pk}/").status_code == 404
        assert client.post(f"/cards/{card.pk}/appeal/", {"appeal": REASON}).status_code == 404
    client.force_login(city.zhou)
    assert client.get("/supervision/cards/").status_code == 404
    card.refresh_from_db()
    assert card.state == "raised"


def test_a_closure_moves_the_time_to_appeal_and_the_person_is_told(
    case: Case, city: cities.City
) -> None:
    card = raised(case)
    announce_closure(
        days=[date(2026, 3, 4)], name="暴雪停班", source="资府办〔2026〕1号",
        by=city.liu, at=clock.now(),
    )  # fmt: skip
    cities.leave_papers()
    drain()
    assert Term.objects.get(subject=card.subject).due_on == date(2026, 3, 10)
    assert Notice.objects.filter(user=city.li, kind="card_moved").count() == 1
