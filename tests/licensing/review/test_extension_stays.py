# SPDX-License-Identifier: Apache-2.0
"""What was granted stays granted, whatever else happens on the same day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from licensing.procedures.actions import close_procedure, open_procedure
from licensing.review.extension import extend
from portal.kernel import clock, invariants
from portal.kernel.deadlines.terms.models import Term
from tests import city as cities
from tests.conftest import SetClock


@pytest.mark.parametrize("extension_first", [True, False])
def test_an_extension_and_a_special_procedure_of_one_day(
    db: None,
    clock_at: SetClock,
    extension_first: bool,
) -> None:
    """Ten days from Friday, ten more, and two days that do not count."""
    clock_at("2026-11-20 11:00")
    city = cities.build()
    case = cities.accepted(city)
    if extension_first:
        extend(case=case, days=5, reason="案情复杂", by=city.chen, at=clock.now())
    procedure = open_procedure(
        case=case,
        kind="检疫",
        planned_end=clock.today() + timedelta(days=3),
        reason="需要专业机构出具意见",
        provider="市检验检测中心",
        by=city.li,
        at=clock.now(),
    )
    clock_at("2026-11-23 16:00")
    close_procedure(
        procedure=procedure,
        report_number="检字〔2026〕7号",
        delivered_by="市检验检测中心",
        by=city.li,
        at=clock.now(),
    )
    term = Term.objects.get(subject=case.subject, kind="statutory")
    plain = date(2026, 12, 7)
    assert term.due_on == (date(2026, 12, 14) if extension_first else plain)
    cities.catch_up()
    assert invariants.run() == []
