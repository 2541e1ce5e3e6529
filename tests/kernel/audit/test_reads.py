# SPDX-License-Identifier: Apache-2.0
"""Who looked at whose data cannot be rewritten without being caught."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_person
from portal.kernel.accounts.models import User
from portal.kernel.audit.actions import record_read
from portal.kernel.audit.models import ReadHead, ReadLog
from portal.kernel.audit.verify import verify, write_digest
from tests.database import behind_the_rights


def _looks() -> list[ReadLog]:
    reader = User.objects.create_user("clerk", "a-long-password")
    people = [
        ensure_person(name=name, id_number=number, phone=None)
        for name, number in (("王芳", "512002199003070019"), ("李强", "512022200002290045"))
    ]
    return [
        record_read(reader=reader, party=people[n % 2], fields="phone", reason=f"核对{n}")
        for n in range(6)
    ]


@pytest.fixture
def looks(db: None) -> list[ReadLog]:
    return _looks()


def _change(sql: str, *values: int) -> None:
    with behind_the_rights(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_looks_are_numbered_and_chained_for_each_person_by_itself(looks: list[ReadLog]) -> None:
    for person in (looks[0].party, looks[1].party):
        rows = list(ReadLog.objects.filter(party=person).order_by("seq"))
        assert [row.seq for row in rows] == [1, 2, 3]
        assert bytes(rows[0].prev_hash) == b""
        assert [bytes(row.prev_hash) for row in rows[1:]] == [bytes(row.hash) for row in rows[:-1]]
        assert bytes(ReadHead.objects.get(party=person).head) == bytes(rows[-1].hash)
    assert verify() == []


@pytest.mark.parametrize(
    "change",
    [
        "reason = '别的'",
        "reader_id = (SELECT max(id) FROM kernel_user)",
        "fields = 'id_number'",
        "read_at = read_at - interval '1 day'",
        "recorded_at = recorded_at - interval '1 day'",
        "seq = 17",
    ],
)
def test_a_changed_look_is_found(looks: list[ReadLog], change: str) -> None:
    User.objects.create_user("other", "a-long-password")
    _change(f"UPDATE kernel_readlog SET {change} WHERE id = %s", looks[2].pk)
    assert {flaw.chain_id for flaw in verify()} == {looks[2].party_id}


@pytest.mark.parametrize("which", [0, 2, 4])
def test_a_deleted_look_is_found_wherever_it_stood(looks: list[ReadLog], which: int) -> None:
    _change("DELETE FROM kernel_readlog WHERE id = %s", looks[which].pk)
    assert {flaw.chain_id for flaw in verify()} == {looks[which].party_id}


def test_all_looks_at_a_person_taken_away_are_found(looks: list[ReadLog]) -> None:
    person = looks[0].party_id
    _change("DELETE FROM kernel_readlog WHERE party_id = %s", person)
    assert [flaw.flaw for flaw in verify()] == ["read: head"]


def test_a_head_taken_away_is_found(looks: list[ReadLog]) -> None:
    _change("DELETE FROM kernel_readhead WHERE party_id = %s", looks[0].party_id)
    assert [(flaw.chain_id, flaw.flaw) for flaw in verify()] == [(looks[0].party_id, "read: head")]


def test_the_application_can_neither_change_nor_delete_a_look(looks: list[ReadLog]) -> None:
    for attempt in (
        lambda: ReadLog.objects.update(reason="x"),
        lambda: ReadLog.objects.all().delete(),
        lambda: ReadHead.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert ReadLog.objects.exclude(reason="x").count() == 6
    assert ReadHead.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_chain_cut_together_with_its_head_is_found_by_the_outside_digest() -> None:
    looks = _looks()
    write_digest(at=clock.now())
    assert verify() == []
    person = looks[0].party_id
    with transaction.atomic():
        _change("DELETE FROM kernel_readlog WHERE party_id = %s", person)
        _change("DELETE FROM kernel_readhead WHERE party_id = %s", person)
    flaws = verify()
    assert len(flaws) == 1
    assert flaws[0].flaw.startswith("digest")


@pytest.mark.django_db(transaction=True)
def test_looks_after_the_digest_leave_it_true() -> None:
    looks = _looks()
    write_digest(at=clock.now())
    record_read(reader=looks[0].reader, party=looks[0].party, fields="phone", reason="再次核对")
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_one_person_at_once_stand_one_after_the_other() -> None:
    looks = _looks()

    def look() -> None:
        for _turn in range(5):
            record_read(reader=looks[0].reader, party=looks[0].party, fields="file", reason="核对")
        connection.close()

    readers = [threading.Thread(target=look) for _one in range(4)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert ReadHead.objects.get(party=looks[0].party).seq == 23
    assert verify() == []
