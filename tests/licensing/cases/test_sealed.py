# SPDX-License-Identifier: Apache-2.0
"""What decides cannot be changed behind the journal's back: each of a hundred direct changes is found."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from licensing.cases.models import Case
from licensing.decisions.models import DECIDING, Decision
from licensing.deferrals.actions import supply, verify
from licensing.deferrals.models import Deferral
from licensing.licences.models import Licence
from portal.kernel import clock, invariants
from portal.kernel.audit.seals import seal_of
from portal.kernel.documents.models import Document
from portal.kernel.states import aggregates
from portal.kernel.uploads.models import SEALED, Upload
from tests import city as cities
from tests.conftest import SetClock
from tests.database import behind_the_rights


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    """A city with three files: granted, granted with what was supplied later, and with the organ."""
    clock_at("2026-03-02 10:00")
    city = cities.build()
    _grant(city, cities.accepted(city))
    late = cities.accepted(city, lacking="secondary")
    owed = late.deferrals.get()
    supply(deferral=owed, files=[cities.clean_pdf()], by=city.alice, at=clock.now())
    verify(deferral=owed, by=city.wang, at=clock.now())
    _grant(city, late)
    cities.accepted(city)
    cities.catch_up(papers=True)
    return city


def _grant(city: cities.City, case: Case) -> None:
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)


def _other(value: Any) -> Any:
    """Return a value of the same kind that is another."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1_000
    if isinstance(value, (date, datetime)):
        return value + timedelta(days=1)
    if value is None:
        return date(2026, 3, 3)
    return value[:-1] + ("y" if value.endswith("x") else "x")


def _column(model: type[Model], name: str) -> Any:
    return next(one for one in model._meta.concrete_fields if one.attname == name)


def _change(row: Model, name: str) -> bool:
    """Change one column as somebody with the database would; False when it lets nobody."""
    field = _column(type(row), name)
    value = _other(getattr(row, name))
    if getattr(row, name) is None and not field.get_internal_type().startswith("Date"):
        value = True if field.get_internal_type() == "BooleanField" else 1_000
    try:
        with transaction.atomic(), behind_the_rights(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {row._meta.db_table} SET {field.column} = %s WHERE id = %s",
                [value, row.pk],
            )
    except IntegrityError:
        return False
    return True


def _sealed() -> list[tuple[type[Model], tuple[str, ...], str]]:
    machines = [
        (one.model, one.sealed, "seals")
        for one in aggregates()
        if one.model in (Case, Licence, Deferral)
    ]
    return [
        *machines,
        (Decision, DECIDING[1:], "decision_as_recorded"),
        (Document, ("sha256", "subject_id"), "paper_hashes"),
        (Upload, SEALED, "upload_seals"),
    ]


def test_each_of_a_hundred_direct_changes_is_found(city: cities.City) -> None:
    assert invariants.run() == []
    done = 0
    unseen = []
    for model, columns, check in _sealed():
        rows = model._default_manager.order_by("pk")
        if model is Document:
            rows = rows.exclude(sha256="")
        if model is Upload:  # one stands for all: each has its own seal
            rows = rows[:2]
        for row in rows:
            for name in columns:
                with transaction.atomic():
                    if _change(row, name):
                        done += 1
                        found = {one.check for one in invariants.run()}
                        if check not in found:
                            unseen.append((model.__name__, row.pk, name))
                    transaction.set_rollback(True)
    assert unseen == []
    assert done >= 100
    assert invariants.run() == []


def test_the_control_a_column_that_decides_nothing_is_free(city: cities.City) -> None:
    Case.objects.update(saved_at=clock.now())
    assert invariants.run() == []


def test_a_seal_tells_names_and_values_apart() -> None:
    class Row:
        a, b, day, none = "1", 1, date(2026, 3, 2), None

    row = Row()
    seals = {
        seal_of(row, columns)
        for columns in (("a",), ("b",), ("day",), ("none",), ("a", "b"), ("b", "a"))
    }
    assert len(seals) == 6
    assert all(len(one) == 32 for one in seals)
