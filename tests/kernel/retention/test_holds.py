# SPDX-License-Identifier: Apache-2.0
"""What is under a legal hold stays whole until it is lifted or over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from licensing.cases.models import Case
from portal.kernel import clock, invariants
from portal.kernel.accounts.actions import assert_person
from portal.kernel.accounts.models import Party, User
from portal.kernel.audit.models import Event
from portal.kernel.errors import Invalid
from portal.kernel.identity.closing import close_account
from portal.kernel.locks import Lock
from portal.kernel.notices.models import Notice
from portal.kernel.retention.holds import held_on, lift_hold, place_hold
from portal.kernel.retention.keeping import end_over, standings
from portal.kernel.retention.models import LegalHold
from tests import city as cities
from tests.conftest import SetClock
from tests.kernel.retention.test_periods import _complaint, _draft, _notice
from tests.refusals import refused

PASSWORD = "a-long-demo-pass"
#: When all that the cast does in these tests is over.
OVER = "2029-03-03 00:00"


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")
    return cities.build()


def _hold(city: cities.City, **more: Any) -> LegalHold:
    told: dict[str, Any] = {
        "what": "张*丽", "ground": "lawsuit", "paper": "（2026）川2002行初1号",
        "valid_from": clock.today(), "by": city.liu, "at": clock.now(),
    }  # fmt: skip
    return place_hold(**{**told, **more})


def _ends(kind: str) -> int:
    return end_over(kind, clock.now())


@pytest.mark.parametrize(
    ("kind", "begin"),
    [("notice", _notice), ("case_draft", _draft), ("complaint_contact", _complaint)],
)
def test_a_held_person_keeps_everything_until_the_hold_is_lifted(
    city: cities.City, clock_at: SetClock, kind: str, begin: Callable[[cities.City], None]
) -> None:
    begin(city)
    hold = _hold(city, party=city.alice.person)
    clock_at(OVER)
    assert _ends(kind) == 0
    told = next(one for one in standings(clock.now()) if one.period.kind == kind)
    assert (told.over, told.held) == (1, 1)
    lift_hold(hold=hold, reason="案件已经审结", by=city.liu, at=clock.now())
    assert _ends(kind) == 1
    assert [one for one in invariants.run() if one.check != "outbox"] == []


def test_a_held_matter_stays_and_others_of_the_person_go(
    city: cities.City, clock_at: SetClock
) -> None:
    kept = cities.fill_draft(city)
    other = cities.fill_draft(city, version=cities.public_service())
    _hold(city, what="草稿", target=kept.subject)
    clock_at(OVER)
    assert _ends("case_draft") == 1
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.state, other.state) == ("draft", "withdrawn")
    assert kept.form["contact_name"] == "张小丽"
    assert other.form == {}


def test_who_turned_out_to_be_the_held_person_is_held_too(
    city: cities.City, clock_at: SetClock
) -> None:
    assert city.alice.person is not None
    same = assert_person(name="张小丽", id_number="512002199003070019", phone="13900139000")
    Party.objects.filter(pk=same.pk).update(same_as=city.alice.person)
    stranger = assert_person(name="王桂花", id_number="512002199003070027", phone="13900139001")
    for named in (same, city.alice.person):
        hold = _hold(city, party=named)
        assert held_on(clock.today()).parties >= {same.pk, city.alice.person.pk}
        assert stranger.pk not in held_on(clock.today()).parties
        lift_hold(hold=hold, reason="案件已经审结", by=city.liu, at=clock.now())
    assert held_on(clock.today()).parties == frozenset()


@pytest.mark.parametrize(
    ("day", "is_held"),
    [("2026-03-09 23:59", False), ("2026-03-10 00:00", True), ("2026-03-20 23:59", True),
     ("2026-03-21 00:00", False)],
)  # fmt: skip
def test_a_hold_has_a_first_and_a_last_day(
    city: cities.City, clock_at: SetClock, day: str, is_held: bool
) -> None:
    assert city.alice.person is not None
    _hold(city, party=city.alice.person, valid_from=date(2026, 3, 10), valid_to=date(2026, 3, 20))
    clock_at(day)
    assert (city.alice.person.pk in held_on(clock.today()).parties) is is_held


def test_a_held_person_cannot_close_the_account_and_nothing_is_lost(city: cities.City) -> None:
    user = city.charlie
    user.set_password(PASSWORD)
    user.save()
    hold = _hold(city, party=user.person)
    with refused("must_stay"):
        close_account(user=user, current=PASSWORD, at=clock.now())
    user = User.objects.get(pk=user.pk)
    assert user.is_active
    assert user.person is not None
    assert user.person.name == "杨秀英"
    lift_hold(hold=hold, reason="案件已经审结", by=city.liu, at=clock.now())
    close_account(user=user, current=PASSWORD, at=clock.now())
    assert not User.objects.get(pk=user.pk).is_active


def test_both_acts_leave_their_event_without_a_name(city: cities.City) -> None:
    hold = _hold(city, party=city.alice.person)
    lift_hold(hold=hold, reason="案件已经审结", by=city.liu, at=clock.now())
    events = Event.objects.filter(subject=hold.subject_id).order_by("seq")
    assert [one.verb for one in events] == ["kernel.hold.place", "kernel.hold.lift"]
    assert "张" not in "".join(str(one.facts) for one in events)
    with refused("lifted"):
        lift_hold(hold=hold, reason="再解除一次", by=city.liu, at=clock.now())
    assert events.count() == 2


def test_only_those_who_answer_for_it_hold_and_lift(city: cities.City) -> None:
    hold = _hold(city, party=city.alice.person)
    for user in (city.alice, city.wang, city.li, city.chen, city.xie, city.gu):
        with refused("not_holder"):
            _hold(city, party=city.bob.person, by=user)
        with refused("not_holder"):
            lift_hold(hold=hold, reason="不要了吧", by=user, at=clock.now())
    assert LegalHold.objects.count() == 1
    assert LegalHold.objects.in_force(clock.today()).count() == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"paper": " "}, "paper_required"),
        ({"ground": "because"}, "ground"),
        ({"valid_from": date(2026, 3, 1)}, "past"),
        ({"valid_to": date(2026, 3, 1)}, "order"),
        ({"party": None}, "target"),
    ],
)
def test_a_hold_without_ground_paper_or_sense_is_refused(
    city: cities.City, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        _hold(city, **{"party": city.alice.person, **more})
    assert code in {one.code for one in caught.value.problems}
    assert not LegalHold.objects.exists()


def test_the_table_itself_keeps_a_hold_as_it_was_given(city: cities.City) -> None:
    hold = _hold(city, party=city.alice.person)
    rows = LegalHold.objects.filter(pk=hold.pk)
    for change in ({"paper": "x"}, {"valid_to": date(2026, 3, 3)}, {"ground": "audit"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    with pytest.raises(IntegrityError, match="hold_lifted_has_who_and_why"), transaction.atomic():
        rows.update(lifted_at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_the_sweep_leaves_everything_while_a_hold_is_being_given() -> None:
    """Who holds the lock is deciding: what may go is asked only afterwards."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(Lock.RETENTION)])
            assert end_over("attempt", clock.now()) == 0
            cursor.execute("ROLLBACK")
    finally:
        other.close()


def test_a_held_notice_is_shown_whole(city: cities.City, clock_at: SetClock) -> None:
    _notice(city)
    _hold(city, party=city.alice.person)
    clock_at(OVER)
    _ends("notice")
    assert Notice.objects.get(kind="test").body == "内容"
    assert not Case.objects.exists()
