# SPDX-License-Identifier: Apache-2.0
"""Cards are raised once: by four at once, after a slow commit, after a kill; deputies never overlap."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from complaints.cards import finding
from complaints.cards.models import Card, CardWatch
from complaints.cards.raising import raise_cards
from licensing.cases.models import Case
from portal.kernel import city_rules, clock
from portal.kernel.absences.models import Absence
from portal.kernel.audit.actions import record
from portal.kernel.audit.models import Event
from portal.kernel.outbox.models import OutboxMessage
from tests import city as cities
from tests.database import as_owner_of_the_tables
from tests.kernel.absences.test_absence import away, colleague
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 25


@pytest.fixture
def city(transactional_db: None) -> cities.City:
    city_rules.load_shipped()
    return cities.build()


@pytest.fixture
def case(city: cities.City) -> Case:
    return cities.accepted(city)


def _overdue(case: Case) -> Event:
    return record(
        subject=case.subject,
        verb="term.overdue",
        facts={"kind": "promised"},
        effective_on=clock.today(),
    )


def _written() -> tuple[int, int, int]:
    return (
        Card.objects.count(),
        Event.objects.filter(verb="complaints.card.raise").count(),
        OutboxMessage.objects.filter(kind="complaints.card_raised").count(),
    )


def test_four_at_once_raise_the_same_cards_as_one(case: Case) -> None:
    for _turn in range(COUNT):
        _overdue(case)
    results = at_once([lambda: raise_cards(at=clock.now())] * 4)
    assert sum(one["raised"] for one in results) == COUNT
    assert _written() == (COUNT, COUNT, COUNT)
    assert raise_cards(at=clock.now()) == {"raised": 0, "busy": 0}
    assert _written() == (COUNT, COUNT, COUNT)


def test_an_act_that_is_long_in_committing_is_not_missed(case: Case) -> None:
    written, go = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            _overdue(case)
            written.set()
            go.wait(30)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(30)
    assert raise_cards(at=clock.now())["raised"] == 0
    go.set()
    thread.join(30)
    assert raise_cards(at=clock.now())["raised"] == 1


def test_a_look_that_is_killed_leaves_nothing_and_the_next_raises_all(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "BLOCK", 10)
    for _turn in range(COUNT):
        _overdue(case)
    with as_owner_of_the_tables(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pull_the_plug() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
            " AS $$ BEGIN"
            " PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER pull AFTER INSERT ON complaints_card FOR EACH ROW"
            f" WHEN (NEW.event_id = {Event.objects.latest('pk').pk})"
            " EXECUTE FUNCTION pull_the_plug()"
        )
    (result,) = at_once([lambda: raise_cards(at=clock.now())])
    assert isinstance(result, Exception)
    with as_owner_of_the_tables(), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER pull ON complaints_card")
        cursor.execute("DROP FUNCTION pull_the_plug()")
    assert _written() == (0, 0, 0)
    assert not CardWatch.objects.exists()
    assert raise_cards(at=clock.now())["raised"] == COUNT
    assert _written() == (COUNT, COUNT, COUNT)


def test_two_declarations_at_once_make_one_absence_and_no_chain(city: cities.City) -> None:
    he = colleague(city.li, "he", "reviewer")
    ma = colleague(city.li, "ma", "reviewer")
    day = clock.today() + timedelta(days=1)
    at_once([lambda: away(city.li, he, day, day), lambda: away(city.li, ma, day, day)])
    assert Absence.objects.count() == 1
    Absence.objects.all().delete()
    at_once([lambda: away(city.li, he, day, day), lambda: away(he, ma, day, day)])
    assert Absence.objects.count() == 1
