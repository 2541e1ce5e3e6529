# SPDX-License-Identifier: Apache-2.0
"""The book of events cannot be rewritten without being caught."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from portal.kernel import clock
from portal.kernel.audit.actions import record
from portal.kernel.audit.models import Event
from portal.kernel.audit.verify import verify, write_digest
from portal.kernel.subjects import Subject
from tests.database import behind_the_rights

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def story(db: None) -> list[Event]:
    subject = Subject.objects.create(kind="test")
    return [record(subject=subject, verb=f"test.{n}", facts={"n": n}) for n in range(5)]


def _behind_the_trigger(sql: str, params: list[int]) -> None:
    """Change a row as the database's owner could: with the triggers off."""
    with behind_the_rights(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_events_of_a_subject_are_numbered_and_chained(story: list[Event]) -> None:
    rows = list(Event.objects.order_by("seq"))
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
    assert bytes(rows[0].prev_hash) == b""
    assert [bytes(row.prev_hash) for row in rows[1:]] == [bytes(row.hash) for row in rows[:-1]]
    assert verify() == []


def test_plain_sql_inserts_are_chained_too(story: list[Event]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_event (subject_id, verb, facts) SELECT %s, 'test.sql', '{}'"
            " FROM generate_series(1, 3)",
            [story[0].subject_id],
        )
    assert verify() == []
    assert Event.objects.count() == 8


@pytest.mark.parametrize(
    "attempt",
    [lambda: Event.objects.update(verb="other"), lambda: Event.objects.all().delete()],
)
def test_the_application_can_neither_change_nor_delete_an_event(
    story: list[Event], attempt: Callable[[], object]
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        attempt()
    assert Event.objects.filter(verb__startswith="test.").count() == 5


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'forged'",
        "facts = '{\"n\": 99}'",
        "recorded_at = recorded_at - interval '1 day'",
        "actor_id = NULL, from_state = 'x'",
        "seq = 17",
    ],
)
def test_a_changed_row_is_found(story: list[Event], change: str) -> None:
    _behind_the_trigger(f"UPDATE kernel_event SET {change} WHERE seq = %s", [3])
    assert verify() != []


def test_a_deleted_row_in_the_middle_is_found(story: list[Event]) -> None:
    _behind_the_trigger("DELETE FROM kernel_event WHERE seq = %s", [3])
    assert verify() != []


def test_a_cut_tail_is_found_by_the_subjects_head(story: list[Event]) -> None:
    _behind_the_trigger("DELETE FROM kernel_event WHERE seq = %s", [5])
    assert [flaw.flaw for flaw in verify()] == ["head"]


@pytest.mark.django_db(transaction=True)
def test_a_tail_cut_together_with_its_head_is_found_by_the_outside_digest() -> None:
    subject = Subject.objects.create(kind="test")
    for number in range(5):
        record(subject=subject, verb=f"test.{number}")
    write_digest(at=clock.now())
    with transaction.atomic():
        _behind_the_trigger("DELETE FROM kernel_event WHERE seq = %s", [5])
        _behind_the_trigger(
            "UPDATE kernel_subject SET seq = 4, head = (SELECT hash FROM kernel_event"
            " WHERE seq = %s AND subject_id = kernel_subject.id)",
            [4],
        )
    flaws = verify()
    assert len(flaws) == 1
    assert flaws[0].flaw.startswith("digest")
