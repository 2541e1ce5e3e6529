# SPDX-License-Identifier: Apache-2.0
"""A rule changes only as a new row from a day, by two people who saw what it would reach."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import translation

from portal.kernel import clock, invariants
from portal.kernel.accounts.models import User
from portal.kernel.audit.models import Event
from portal.kernel.changes import actions
from portal.kernel.changes.kinds import Kind, fixed, kind_of, look, register
from portal.kernel.changes.models import Change
from portal.kernel.changes.states import CONFIRMERS
from portal.kernel.city_rules import CityRule, rule_book
from portal.kernel.notices.models import Notice
from portal.kernel.turns.models import Turn
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused

CODE = "ban_false_materials_months"
DAY = date(2026, 3, 10)


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")
    return cities.build()


@pytest.fixture
def other(city: cities.City) -> User:
    return cities.staff("luo", "supervisor")


def _payload(**more: Any) -> dict[str, Any]:
    told = {
        "code": CODE, "value": 24, "is_on": True, "citation": "行政许可法第七十八条（修订）",
        "effective_on": DAY.isoformat(),
    }  # fmt: skip
    return {**told, **more}


def _propose(by: User, **more: Any) -> Change:
    return actions.propose(
        kind="city_rule", payload=_payload(**more), reason="法律已经修订", by=by, at=clock.now()
    )


def _seen(change: Change) -> str:
    return look(fixed(kind_of(change.kind), change.payload, clock.today()))


def _confirm(change: Change, by: User) -> Change:
    return actions.confirm(change=change, seen=_seen(change), by=by, at=clock.now())


def test_two_people_make_a_row_that_holds_from_its_day(city: cities.City) -> None:
    change = _propose(city.gu)
    assert CityRule.objects.filter(code=CODE).count() == 1
    assert Turn.objects.get(subject=change.subject_id).desk == "o:*:supervisor"
    assert Notice.objects.filter(user=city.liu, kind="change_proposed").count() == 1
    assert invariants.run() == []
    _confirm(change, city.liu)
    assert not Turn.objects.filter(subject=change.subject_id).exists()
    assert rule_book(DAY - timedelta(days=1)).value(CODE) == 12
    assert rule_book(DAY).value(CODE) == 24
    row = CityRule.objects.get(code=CODE, effective_on=DAY)
    assert (row.change_id, row.is_own, row.unit) == (change.pk, False, "months")
    verbs = Event.objects.filter(subject=change.subject_id).order_by("seq")
    assert [(one.verb, one.actor_id) for one in verbs] == [
        ("kernel.change.propose", city.gu.pk), ("kernel.change.confirm", city.liu.pk),
    ]  # fmt: skip
    assert invariants.run() == []


def test_one_person_alone_changes_nothing(city: cities.City, other: User) -> None:
    change = _propose(city.liu)
    with refused("second_person"):
        _confirm(change, city.liu)
    with refused("second_person"):
        actions.reject(change=change, reason="自己不同意", by=city.liu, at=clock.now())
    for stranger in (city.gu, city.xie, city.chen, city.alice):
        with refused("not_confirmer"):
            _confirm(change, stranger)
    with refused("not_yours"):
        actions.withdraw(change=change, by=other, at=clock.now())
    with pytest.raises(IntegrityError, match="change_is_decided_by_another"), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(state="applied", decided_by=city.liu)
    assert rule_book(DAY).value(CODE) == 12
    _confirm(change, other)
    assert rule_book(DAY).value(CODE) == 24


def test_a_rule_is_neither_edited_nor_deleted_by_anybody(city: cities.City) -> None:
    rows = CityRule.objects.filter(code=CODE)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        rows.update(value=1)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        rows.delete()
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic(),
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("DELETE FROM kernel_cityrule WHERE code = %s", [CODE])
    assert rule_book(DAY).value(CODE) == 12


def test_the_administrators_site_only_shows_it_also_to_a_superuser(city: cities.City) -> None:
    root = User.objects.create_superuser("root", "a-long-root-Passw0rd")
    client = Client()
    client.force_login(root, "portal.kernel.backends.LowerCaseBackend")
    row = CityRule.objects.get(code=CODE)
    here = f"/admin/kernel/cityrule/{row.pk}/"
    assert client.get(f"{here}change/").status_code == 200
    typed = {
        "code": CODE,
        "label": row.label,
        "value": 1,
        "citation": "x",
        "effective_on": "2020-01-01",
    }
    for address in (f"{here}change/", f"{here}delete/", "/admin/kernel/cityrule/add/"):
        assert client.post(address, {**typed, "post": "yes"}).status_code == 403
    assert list(CityRule.objects.filter(code=CODE)) == [row]
    assert rule_book(DAY).value(CODE) == 12
    # a superuser without a role proposes nothing either
    with refused("not_proposer"):
        _propose(root)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"effective_on": "2026-03-02"}, "not_ahead"),
        ({"effective_on": "2020-01-01"}, "not_ahead"),
        ({"value": 0}, "value"),
        ({"value": 5001}, "value"),
        ({"value": 12, "citation": "行政许可法第七十八条"}, "same"),
        ({"citation": "x"}, "required"),
        ({"code": "no_such_rule"}, "code"),
        ({"code": "quiet_sms_from", "value": 24}, "value"),
    ],
)
def test_what_cannot_be_is_not_proposed(city: cities.City, told: dict[str, Any], code: str) -> None:
    with refused(code):
        _propose(city.gu, **told)
    assert not Change.objects.exists()


def test_a_rule_may_say_tomorrow_and_hour_twenty_three(city: cities.City) -> None:
    _propose(city.gu, effective_on="2026-03-03", value=1)
    _propose(city.gu, code="quiet_sms_from", value=23)
    assert Change.objects.count() == 2


def test_who_may_propose(city: cities.City) -> None:
    for stranger in (city.xie, city.chen, city.wang, city.alice):
        with refused("not_proposer"):
            _propose(stranger)
    with refused("reason_required"):
        actions.propose(kind="city_rule", payload=_payload(), reason="", by=city.gu, at=clock.now())
    assert not Change.objects.exists()


def test_one_change_of_a_rule_is_open_at_a_time(city: cities.City) -> None:
    first = _propose(city.gu)
    with refused("already_proposed"):
        _propose(city.gu, value=36)
    actions.withdraw(change=first, by=city.gu, at=clock.now())
    second = _propose(city.gu, value=36)
    actions.reject(change=second, reason="还没有公布", by=city.liu, at=clock.now())
    assert Notice.objects.filter(user=city.gu, kind="change_rejected").count() == 1
    for over in (first, second):
        with refused("wrong_state"):
            _confirm(over, city.liu)
    assert rule_book(DAY).value(CODE) == 12
    assert invariants.run() == []


def test_the_effect_names_items_cases_and_periods(city: cities.City) -> None:
    case = cities.accepted(city)
    before = _effects(_propose(city.gu))
    assert any(city.food.name in names for _label, _count, names in before)
    assert [count for label, count, _names in before if "在办的办件" in label] == [1]
    assert [count for label, count, _names in before if "正在计时" in label] == [0]
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    told = _effects(_propose(city.gu, code="delivery_days", value=8))
    assert [count for label, count, _names in told if "正在计时" in label] == [1]


def _effects(change: Change) -> list[tuple[str, int, list[str]]]:
    return [(one["label"], one["count"], one["names"]) for one in change.shown["effects"]]


def test_what_is_confirmed_is_what_was_seen(city: cities.City, clock_at: SetClock) -> None:
    change = _propose(city.gu)
    seen = _seen(change)
    with translation.override("en"):
        assert _seen(change) == seen
    # more open cases are no other effect; another row from an earlier day is
    cities.submitted(city)
    assert _seen(change) == seen
    CityRule.objects.create(
        code=CODE,
        label="x",
        value=18,
        unit="months",
        citation="行政许可法",
        effective_on="2026-03-05",
    )
    with refused("changed_meanwhile"):
        actions.confirm(change=change, seen=seen, by=city.liu, at=clock.now())
    assert rule_book(DAY).value(CODE) == 18
    _confirm(change, city.liu)
    assert rule_book(DAY).value(CODE) == 24


def test_a_proposal_that_came_too_late_or_was_tampered_with_is_not_confirmed(
    city: cities.City, clock_at: SetClock
) -> None:
    change = _propose(city.gu)
    Change.objects.filter(pk=change.pk).update(payload=_payload(value=1))
    with refused("not_as_proposed"):
        _confirm(Change.objects.get(pk=change.pk), city.liu)
    Change.objects.filter(pk=change.pk).update(payload=_payload())
    clock_at("2026-03-10 00:01")
    with refused("fits_no_longer"):
        _confirm(change, city.liu)
    assert rule_book(DAY).value(CODE) == 12


def test_a_kind_needs_its_own_code_and_somebody_who_confirms(city: cities.City) -> None:
    known = kind_of("city_rule")
    with pytest.raises(ValueError, match="registered twice"):
        register(known)
    told = {name: getattr(known, name) for name in known.__dataclass_fields__}
    with pytest.raises(ValueError, match="confirms nothing"):
        register(Kind(**{**told, "code": "other", "confirmer": "clerk"}))
    assert known.confirmer in CONFIRMERS
