# SPDX-License-Identifier: Apache-2.0
"""What a machine does beside the state: it counts the changes of an aggregate that counts them."""

from __future__ import annotations

import pytest

from licensing.cases.models import Case
from licensing.cases.states import CASE
from licensing.review.states import STEP
from portal.kernel import clock
from portal.kernel.errors import Stale
from tests import city as cities


def test_each_move_counts_once_in_the_row_and_in_memory(city: cities.City) -> None:
    case = cities.accepted(city)
    before = case.revision
    CASE.apply(case, "withdraw", by=city.alice, at=clock.now(), ended_at=clock.now())
    assert case.revision == before + 1
    assert Case.objects.get(pk=case.pk).revision == before + 1


def test_what_has_no_count_moves_all_the_same(city: cities.City) -> None:
    step = cities.accepted(city).steps.select_related("subject").order_by("position")[0]
    STEP.apply(step, "claim", by=city.li, at=clock.now(), handler=city.li)
    assert not hasattr(step, "revision")


def test_a_move_that_came_too_late_counts_nothing(city: cities.City) -> None:
    case = cities.accepted(city)
    late = Case.objects.select_related("subject").get(pk=case.pk)
    CASE.apply(case, "withdraw", by=city.alice, at=clock.now(), ended_at=clock.now())
    with pytest.raises(Stale):
        CASE.apply(late, "withdraw", by=city.alice, at=clock.now(), ended_at=clock.now())
    assert Case.objects.get(pk=case.pk).revision == case.revision
