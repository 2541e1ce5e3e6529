# SPDX-License-Identifier: Apache-2.0
"""Prepared statements write the rows that ``save()``, ``bulk_create`` and ``update`` would."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.documents.models import Document
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.prepared.writing import add, add_many, add_unless_there, change
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from django.db.models import Model

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def _subject() -> Subject:
    return Subject.objects.begin("t.subject")


def _values(row: Model, *but: str) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "subject_id", *but)
    }


def _term(subject: Subject) -> Term:
    return Term(
        subject=subject,
        kind="t.term",
        limit=5,
        unit="working",
        started_on=date(2026, 3, 2),
        citation="测试“条”, 1%",
        due_reason="calendar",
        rungs=[None, date(2026, 3, 3)],
    )


def _document(subject: Subject, number: str) -> Document:
    return Document(
        subject=subject, kind="receipt", number=number, token=number, title="收件凭证",
        facts={"a": ["乙", 1, None]}, issued_at=AT,
    )  # fmt: skip


def test_a_row_is_added_as_saving_it_would() -> None:
    for made in (_term, lambda subject: _document(subject, "1")):
        row = made(_subject())
        assert add(row) is row
        stored = type(row).objects.get(pk=row.pk)
        assert _values(stored) == _values(row)
        row.kind = "t.other"
        row.save()  # is taken for the stored row
        assert type(row).objects.get(pk=row.pk).kind == "t.other"


def test_what_the_database_sets_is_told() -> None:
    subject = _subject()
    first, second = (add(Event(subject=subject, verb=f"t.{n}", facts={"n": n})) for n in (1, 2))
    assert (first.seq, second.seq) == (1, 2)
    assert second.facts == {"n": 2}
    assert bytes(second.prev_hash) == bytes(first.hash)


def test_many_rows_are_added_in_their_order() -> None:
    rows = [_document(_subject(), str(n)) for n in range(3)]
    add_many(rows)
    stored = Document.objects.order_by("pk")
    assert [row.pk for row in rows] == [row.pk for row in stored]
    assert [_values(row) for row in rows] == [_values(row) for row in stored]
    add_many([])


def test_a_row_that_is_there_is_left_as_it_is() -> None:
    def message(key: str, payload: dict[str, Any]) -> OutboxMessage:
        return OutboxMessage(kind="t", key=key, payload=payload, not_before=AT, created_at=AT)

    add_unless_there([message("a", {"n": 1})])
    add_unless_there([message("a", {"n": 2}), message("b", {"n": 3})])
    add_unless_there([])
    kept = OutboxMessage.objects.filter(kind="t").order_by("key").values_list("key", "payload")
    assert list(kept) == [("a", {"n": 1}), ("b", {"n": 3})]


def test_columns_are_changed_where_the_row_is_as_expected() -> None:
    subject = _subject()
    row = add(_document(subject, "1"))
    assert change(Document, {"pk": row.pk, "kind": "other"}, {"title": "x"}) == 0
    to = {"title": "新", "facts": {"b": 2}, "subject": _subject(), "issued_by": None}
    assert change(Document, {"pk": row.pk, "kind": "receipt"}, to) == 1
    row.refresh_from_db()
    assert (row.title, row.facts, row.subject) == ("新", {"b": 2}, to["subject"])


def test_a_refused_row_ends_the_transaction_as_saving_it_would() -> None:
    add(_term(subject := _subject()))
    with transaction.atomic():
        with pytest.raises(IntegrityError, match="term_one_running_per_kind"):
            add(_term(subject))
        with pytest.raises(TransactionManagementError):
            Term.objects.count()
        transaction.set_rollback(True)
    assert Term.objects.count() == 1
