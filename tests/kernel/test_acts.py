# SPDX-License-Identifier: Apache-2.0
"""An act and those it calls are one transaction, read once and write together at the end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.kernel.acts import Writer, act, once, reading
from portal.kernel.city_rules import CityRule, rule_book
from portal.kernel.errors import Refused
from portal.kernel.outbox.actions import enqueue
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.outbox.registry import kinds
from portal.kernel.subjects import Subject
from tests.statements import texts

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


@act
def _begin(kind: str) -> Subject:
    return Subject.objects.create(kind=kind)


@act
def _refuse(kind: str) -> None:
    Subject.objects.create(kind=kind)
    raise Refused("no", "no")


def _kinds() -> set[str]:
    return set(Subject.objects.filter(kind__startswith="t.").values_list("kind", flat=True))


def _enqueue(key: str) -> None:
    enqueue(kind=next(iter(kinds())), key=key, payload={})


def test_a_refusal_of_an_inner_act_undoes_the_outer_one() -> None:
    @act
    def outer() -> None:
        _begin("t.before")
        _refuse("t.inner")

    with pytest.raises(Refused):
        outer()
    assert _kinds() == set()


def test_an_act_after_a_refused_one_is_its_own() -> None:
    with pytest.raises(Refused):
        _refuse("t.refused")
    _begin("t.after")
    assert _kinds() == {"t.after"}


def test_an_inner_act_has_no_savepoint_of_its_own() -> None:
    @act
    def outer() -> None:
        _begin("t.one")
        _begin("t.two")

    with CaptureQueriesContext(connection) as seen:
        outer()
    assert sum("SAVEPOINT" in one["sql"] for one in seen.captured_queries) == 2  # set and released


def test_rows_of_a_kind_are_written_together_at_the_end() -> None:
    @act
    def outer() -> None:
        for key in ("a", "b", "a"):
            _enqueue(f"t:{key}")
        assert not OutboxMessage.objects.filter(key__startswith="t:").exists()

    with CaptureQueriesContext(connection) as seen:
        outer()
    keys = OutboxMessage.objects.filter(key__startswith="t:").order_by("key")
    assert list(keys.values_list("key", flat=True)) == ["t:a", "t:b"]
    assert sum(sql.startswith("INSERT") for sql in texts(seen)) == 1


def test_outside_an_act_a_row_is_written_at_once() -> None:
    _enqueue("t:now")
    assert OutboxMessage.objects.filter(key="t:now").exists()


def test_what_a_failed_inner_act_wanted_written_is_not_written() -> None:
    @act
    def inner() -> None:
        _enqueue("t:inner")
        raise Refused("no", "no")

    @act
    def outer() -> None:
        _enqueue("t:outer")
        with pytest.raises(Refused):
            inner()

    outer()
    assert list(OutboxMessage.objects.values_list("key", flat=True)) == ["t:outer"]


def test_kinds_are_written_in_their_order_and_may_ask_for_others() -> None:
    written: list[str] = []
    late = Writer[str](written.extend, order=2)

    def early_write(rows: list[str]) -> None:
        written.extend(rows)
        late("wanted by early")

    early = Writer[str](early_write, order=1)

    @act
    def outer() -> None:
        late("late")
        early("early")

    outer()
    assert written == ["early", "late", "wanted by early"]


@pytest.mark.parametrize("within", [act, reading()])
def test_within_an_act_or_page_a_thing_is_read_once(within: Callable[..., object]) -> None:
    asked: list[int] = []

    def read() -> int:
        asked.append(1)
        return len(asked)

    def twice() -> tuple[int, int]:
        return once("thing", read), once("thing", read)

    assert within(twice)() == (1, 1)  # type: ignore[operator]  # both wrap a function
    assert twice() == (2, 3)


def test_a_changed_rule_is_seen_by_the_next_act() -> None:
    on = date(2026, 11, 30)
    CityRule.objects.create(
        code="t", label="t", value=1, citation="t", effective_on=date(2020, 1, 1)
    )
    assert rule_book(on).value("t") == 1
    CityRule.objects.create(
        code="t", label="t", value=2, citation="t", effective_on=date(2020, 1, 2)
    )
    assert rule_book(on).value("t") == 2
    assert rule_book(date(2019, 12, 31)).is_on("t") is False
