# SPDX-License-Identifier: Apache-2.0
"""A prepared queryset gives what the queryset gives, whatever the connection has seen before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DataError, connection, transaction
from django.db.models import Exists, OuterRef
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from licensing.cases.models import Case
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.prepared.reading import Reading
from tests import city as cities
from tests.statements import texts

if TYPE_CHECKING:
    from django.db.models import QuerySet

DAY = date(2026, 3, 2)


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


def _parties(user: Any, day: Any) -> QuerySet[Party]:
    mine = Mandate.dated.in_force(day).filter(user=user, content_object=OuterRef("pk"))
    return (
        Party.objects.filter(kind="enterprise")
        .annotate(is_mine=Exists(mine))
        .select_related("user")
        .order_by("name")
    )


def _all_of(rows: list[Party]) -> list[dict[str, Any]]:
    return [{k: v for k, v in vars(row).items() if k != "_state"} for row in rows]


def test_rows_are_those_of_the_queryset_for_each_value(city: cities.City) -> None:
    reading = Reading("parties", {"user": "bigint", "day": "date"}, _parties)
    for user in (city.alice, city.bob, city.charlie):
        rows = reading.all(user=user.pk, day=DAY)
        plain = list(_parties(user.pk, DAY))
        assert _all_of(rows) == _all_of(plain)
        assert [row.phone for row in rows] == [row.phone for row in plain]  # sealed fields opened
        assert rows[0]._state.db == "default"
        assert not rows[0]._state.adding
    marks = {vars(row)["is_mine"] for row in reading.all(user=city.alice.pk, day=DAY)}
    assert marks == {True, False}


def test_what_is_joined_comes_along_and_what_is_left_out_is_read_later(city: cities.City) -> None:
    reading = Reading(
        "users",
        {"user": "bigint"},
        lambda user: User.objects.filter(pk=user).select_related("person", "staff").only(
            "person__name", "person__phone", "staff__name", "username"
        ),
    )  # fmt: skip
    with CaptureQueriesContext(connection) as seen:
        alice, wang = reading.first(user=city.alice.pk), reading.first(user=city.wang.pk)
        assert alice is not None
        assert wang is not None
        assert alice.person == city.alice.person
        assert (alice.staff_member, wang.person) == (None, None)
        assert wang.staff_member == city.wang.staff_member
    assert [sql.split()[0] for sql in texts(seen)] == ["PREPARE", "SELECT", "SELECT"]
    assert alice.get_deferred_fields() >= {"password", "created_at"}
    assert alice.created_at == city.alice.created_at
    assert reading.first(user=0) is None


def test_nothing_is_found_under_a_missing_key(city: cities.City) -> None:
    reading = Reading(
        "owned", {"person": "bigint"}, lambda person: User.objects.filter(person=person)
    )
    assert city.wang.person_id is None
    assert reading.all(person=None) == []


def test_a_lost_transaction_leaves_it_usable(city: cities.City) -> None:
    reading = Reading("by_pk", {"user": "bigint"}, lambda user: User.objects.filter(pk=user))
    with transaction.atomic():
        assert reading.all(user=city.alice.pk) == [city.alice]
        transaction.set_rollback(True)
    with pytest.raises(DataError), transaction.atomic():
        reading.all(user="no number")
    assert reading.all(user=city.alice.pk) == [city.alice]


@pytest.mark.django_db(transaction=True)
def test_another_connection_prepares_it_anew() -> None:
    user = User.objects.create(username="one")
    reading = Reading("again", {"user": "bigint"}, lambda user: User.objects.filter(pk=user))
    assert reading.all(user=user.pk) == [user]
    connection.close()
    assert reading.all(user=user.pk) == [user]


def test_what_may_differ_tomorrow_needs_a_place(db: None) -> None:
    reading = Reading("frozen", {}, lambda: Mandate.dated.in_force(DAY))
    with pytest.raises(TypeError, match="needs a place"):
        reading.all()


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_only_within_a_transaction() -> None:
    reading = Reading(
        "locked", {"case": "bigint"}, lambda case: Case.objects.select_for_update().filter(pk=case)
    )
    with transaction.atomic():
        assert reading.all(case=0) == []
    with pytest.raises(TransactionManagementError):
        reading.all(case=0)
