# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is with complaints and with cards."""

from __future__ import annotations

import pytest

from complaints.appeals import handling
from complaints.appeals.filing import file_complaint
from complaints.cards.appeals import answer_appeal, appeal, on_appeal_overdue
from complaints.cards.models import Card
from portal.kernel import clock
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.turns.models import Turn
from portal.kernel.turns.writing import turns_as_expected
from tests import city as cities
from tests.complaints.cards.test_card_appeals import REASON, raised
from tests.conftest import SetClock


def _turns(subject: int) -> list[tuple[str, str, str]]:
    rows = Turn.objects.filter(root=subject).order_by("-is_head")
    return [(row.desk, row.act, row.waits) for row in rows]


def test_a_complaint_goes_from_supervision_to_the_organ_and_back(
    city: cities.City, clock_at: SetClock
) -> None:
    clock_at("2026-03-02 10:00")
    complaint = file_complaint(
        kind="complaint", title="等太久", text="窗口一直没人办理", by=city.alice, at=clock.now()
    )
    key, organ = complaint.subject_id, city.food.organ
    assert _turns(key) == [("s", "dispatch", "")]
    handling.dispatch(complaint=complaint, organ=organ, by=city.liu, at=clock.now())
    assert _turns(key) == [(f"o:{organ.pk}:reviewer", "handle", "")]
    assert Turn.objects.get(root=key).sort_on == Term.objects.running().get(subject=key).due_on
    handling.take_up(complaint=complaint, by=city.li, at=clock.now())
    assert _turns(key) == [(f"u:{city.li.pk}", "answer", "")]
    handling.answer(complaint=complaint, text="已经增加窗口人手", by=city.li, at=clock.now())
    assert _turns(key) == [("s", "close", "")]
    handling.close(complaint=complaint, by=city.alice, at=clock.now())
    assert _turns(key) == []
    assert turns_as_expected() == []


@pytest.fixture
def card(city: cities.City, clock_at: SetClock) -> Card:
    """A card of a unit alone, of which its head was told."""
    clock_at("2026-03-02 10:00")
    return raised(cities.accepted(city))


def test_a_card_is_first_its_owners_to_appeal_against(city: cities.City, card: Card) -> None:
    key = card.subject_id
    assert _turns(key) == [
        (f"o:{card.organ_id}:approver", "appeal", ""),
        ("s", "close", "turn"),
    ]
    appeal(card=card, text=REASON, by=city.chen, at=clock.now())
    assert _turns(key) == [("s", "uphold", "")]
    answer_appeal(card=card, verdict="withdraw", reason=REASON, by=city.liu, at=clock.now())
    assert _turns(key) == []
    assert turns_as_expected() == []


def test_after_the_time_to_appeal_the_card_is_supervisions(card: Card) -> None:
    on_appeal_overdue(Term.objects.running().get(subject=card.subject_id))
    assert _turns(card.subject_id) == [("s", "close", "")]
    assert turns_as_expected() == []
