# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is while a broken promise is looked into and a record is to be repaired."""

from __future__ import annotations

from credit.determinations.actions import mark, open_determination, state_case
from portal.kernel import clock
from portal.kernel.subjects import Subject
from portal.kernel.turns.models import Turn
from portal.kernel.turns.writing import turns_as_expected
from tests import city as cities
from tests.conftest import SetClock


def test_the_party_is_heard_before_supervision_finds(city: cities.City, clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")
    inquiry = open_determination(
        party=city.shop, cause=Subject.objects.create(kind="test"), ground="deferral_lapsed",
        at=clock.now(),
    )  # fmt: skip
    rows = Turn.objects.filter(root=inquiry.subject_id).order_by("-is_head")
    assert [(row.desk, row.act, row.waits) for row in rows] == [
        (f"p:{city.shop.pk}", "state", ""),
        ("s", "mark", "turn"),
    ]
    state_case(
        inquiry=inquiry, statement="忘记补交了", force_majeure=False, by=city.alice, at=clock.now()
    )
    assert [(row.desk, row.act, row.waits) for row in rows.all()] == [("s", "mark", "")]
    mark(inquiry=inquiry, finding="逾期未补", by=city.liu, at=clock.now())
    assert not rows.all().exists()
    assert turns_as_expected() == []
