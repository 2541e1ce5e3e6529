# SPDX-License-Identifier: Apache-2.0
"""An acceptance whose due date lies past the last announced year succeeds, and is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string

from licensing.intake.accept import accept
from portal.kernel import clock, invariants
from portal.kernel.deadlines.holidays.loading import load_shipped
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.documents.models import Document
from portal.kernel.notices.models import Notice
from services.items.queries import current_version
from tests import city as cities

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def year_2027(tmp_path: Path) -> Path:
    path = tmp_path / "2027.json"
    path.write_text('[{"date": "2027-01-01", "name": "元旦", "isOffDay": true}]', encoding="utf-8")
    return path


def test_thirty_days_from_23_november_are_filled_in_when_2027_is_loaded(
    city: cities.City, clock_at: object, year_2027: Path
) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    load_shipped(at=clock.now())
    long = current_version(cities.LONG)
    assert long is not None
    case = cities.submitted(city, version=long)
    cities.check_all(city, case)
    accept(case=case, by=city.wang, at=clock.now())

    term = Term.objects.get(subject=case.subject, kind="statutory")
    assert (term.due_on, term.due_reason) == (None, "calendar")
    paper = Document.objects.get(subject=case.subject, kind="acceptance")
    assert paper.facts["statutory"] == "满30个工作日的那天（放假安排公布后确定）"
    told = render_to_string("documents/limits.html", {"facts": paper.facts})
    assert told.count("30个工作日，最迟满30个工作日的那天（放假安排公布后确定）") == 1
    assert invariants.run() == []

    call_command("load_calendar", str(year_2027), verbosity=0)
    cities.catch_up()
    term.refresh_from_db()
    assert str(term.due_on) == "2027-01-05"
    letter = Notice.objects.get(user=city.alice, kind="date_moved")
    assert "2027年1月5日" in letter.body
    assert invariants.run() == []
