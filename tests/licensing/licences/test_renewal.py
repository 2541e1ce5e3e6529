# SPDX-License-Identifier: Apache-2.0
"""Renewing a licence: its window, what the organ's silence means, reminders, expiry.

The licence of these tests is valid from 2023-11-02 to 2026-11-01. Thirty days before is
2026-10-02, a holiday; in time is until 2026-10-08.
"""

from __future__ import annotations

from datetime import date

import pytest

from licensing.apply import draft
from licensing.apply.renewal import start_renewal
from licensing.apply.submit import submit
from licensing.cases.models import Case, CaseMaterial
from licensing.delivery.actions import withdraw
from licensing.licences.models import Licence
from licensing.licences.queries import renewal_window
from licensing.licences.window import Timeliness, validity_limit, window
from portal.kernel import clock, invariants
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import Unit
from portal.kernel.documents.models import Document
from portal.kernel.notices.models import Notice
from services.items.loading import import_catalogue
from services.items.queries import current_version
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2023-10-30 09:00")
    return cities.build()


@pytest.fixture
def licence(city: cities.City, clock_at: SetClock) -> Licence:
    row = next(row for row in cities.rows() if row["code"] == cities.FOOD)
    report = import_catalogue(
        rows=[{**row, "result": {**row["result"], "validity_years": 3}}],
        by=None,
        at=clock.now(),
    )
    assert report.updated == 1
    version = current_version(cities.FOOD)
    assert version is not None
    city.food = version
    clock_at("2023-11-02 10:00")
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    cities.catch_up()
    return Licence.objects.get(case=case)


def _applied(city: cities.City, licence: Licence) -> Case:
    case = start_renewal(licence=licence, by=city.alice, at=clock.now())
    for line in CaseMaterial.objects.filter(case=case, is_applicable=True, grade="C"):
        draft.attach_file(line=line, file=cities.clean_pdf(), by=city.alice, at=clock.now())
    form = {"contact_name": "张小丽", "contact_phone": "13800132046", "is_true": True}
    case = draft.save_form(case=case, form=form, by=city.alice, at=clock.now())
    return submit(case=case, key=f"r-{case.pk}", by=city.alice, at=clock.now())


def _state(licence: Licence) -> tuple[str, date | None]:
    licence.refresh_from_db()
    return licence.state, licence.valid_to


def test_the_window_closes_thirty_days_before_and_never_on_a_rest_day() -> None:
    found = window(date(2026, 11, 1), opens_days=90, closes_days=30, calendar=texts.calendar())
    assert (found.opens_on, found.closes_on) == (date(2026, 8, 3), date(2026, 10, 8))
    assert found.asked_on(date(2026, 8, 2)) is Timeliness.TOO_EARLY
    assert found.asked_on(date(2026, 8, 3)) is Timeliness.IN_TIME
    assert found.asked_on(date(2026, 10, 8)) is Timeliness.IN_TIME
    assert found.asked_on(date(2026, 10, 9)) is Timeliness.LATE
    assert found.asked_on(date(2026, 11, 1)) is Timeliness.LATE
    assert found.asked_on(date(2026, 11, 2)) is Timeliness.OVER


def test_the_window_of_a_year_without_calendar_is_counted_plainly() -> None:
    found = window(date(2031, 6, 4), opens_days=90, closes_days=30, calendar=texts.calendar())
    assert found.closes_on == date(2031, 5, 5)


@pytest.mark.parametrize(
    ("first", "last", "limit", "unit"),
    [
        (date(2023, 6, 5), date(2026, 6, 4), 3, Unit.YEARS),
        (date(2024, 2, 29), date(2029, 2, 28), 5, Unit.YEARS),
        (date(2027, 3, 1), date(2028, 2, 29), 366, Unit.CALENDAR),
    ],
)
def test_the_term_of_a_licence_ends_on_its_last_day(
    first: date, last: date, limit: int, unit: Unit
) -> None:
    assert validity_limit(first, last)[:2] == (limit, unit)


def test_a_licence_has_a_running_term_to_its_last_day(licence: Licence) -> None:
    term = Term.objects.get(subject=licence.subject, kind="validity")
    assert (term.due_on, term.state) == (licence.valid_to, "running")
    assert licence.valid_to == date(2026, 11, 1)


def test_nobody_renews_before_the_window_opens_or_after_the_last_day(
    city: cities.City, licence: Licence, clock_at: SetClock
) -> None:
    clock_at("2026-08-02 23:59")
    with refused("renewal_too_early"):
        start_renewal(licence=licence, by=city.alice, at=clock.now())
    clock_at("2026-11-02 00:01")
    with refused("renewal_over"):
        start_renewal(licence=licence, by=city.alice, at=clock.now())
    assert not Case.objects.filter(renews=licence).exists()


def test_only_the_holder_renews(city: cities.City, licence: Licence, clock_at: SetClock) -> None:
    clock_at("2026-09-01 10:00")
    with refused("not_applicant"):
        start_renewal(licence=licence, by=city.bob, at=clock.now())
    assert not Case.objects.filter(renews=licence).exists()


def test_asking_twice_leads_to_the_same_application(
    city: cities.City, licence: Licence, clock_at: SetClock
) -> None:
    clock_at("2026-09-01 10:00")
    first = start_renewal(licence=licence, by=city.alice, at=clock.now())
    assert start_renewal(licence=licence, by=city.alice, at=clock.now()) == first


def test_a_granted_renewal_prolongs_the_same_licence(
    city: cities.City, licence: Licence, clock_at: SetClock
) -> None:
    clock_at("2026-10-08 16:00")
    case = _applied(city, licence)
    cities.check_all(city, case)
    cities.take_in(city, case)
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    cities.catch_up()
    assert case.renewal_in_time is True
    assert _state(licence) == ("valid", date(2029, 11, 1))
    assert Licence.objects.count() == 1
    papers = Document.objects.filter(kind="licence").order_by("pk")
    assert licence.document == papers[1]
    assert papers[1].supersedes == papers[0]
    terms = Term.objects.filter(subject=licence.subject).order_by("pk")
    assert [term.state for term in terms] == ["met", "running"]
    assert terms[1].due_on == date(2029, 11, 1)
    assert invariants.run() == []


@pytest.mark.parametrize("taken_in", [False, True])
def test_a_timely_renewal_left_undecided_is_granted_by_law_at_expiry(
    city: cities.City, licence: Licence, clock_at: SetClock, taken_in: bool
) -> None:
    clock_at("2026-10-08 16:00")
    case = _applied(city, licence)
    if taken_in:
        cities.check_all(city, case)
        cities.take_in(city, case)
    clock_at("2026-11-01 23:59")
    cities.catch_up()
    assert _state(licence) == ("valid", date(2026, 11, 1))
    clock_at("2026-11-02 00:01")
    cities.catch_up()
    assert _state(licence) == ("valid", date(2029, 11, 1))
    case.refresh_from_db()
    assert (case.state, case.decided_on) == ("issued", date(2026, 11, 1))
    decision = case.decisions.get()
    assert (decision.outcome, decision.decided_by) == ("granted", None)
    assert Event.objects.get(verb="licensing.licence.deem_renewed").citation
    assert Notice.objects.filter(kind="deemed_renewed", user=city.alice).count() == 1
    cities.catch_up()
    assert Notice.objects.filter(kind="deemed_renewed").count() == 1
    assert invariants.run() == []


def test_a_late_renewal_does_not_save_the_licence(
    city: cities.City, licence: Licence, clock_at: SetClock
) -> None:
    clock_at("2026-10-09 09:00")
    case = _applied(city, licence)
    cities.check_all(city, case)
    case = cities.take_in(city, case)
    clock_at("2026-11-02 00:01")
    cities.catch_up()
    assert _state(licence) == ("expired", date(2026, 11, 1))
    assert Case.objects.get(pk=case.pk).state == "accepted"
    assert Term.objects.get(subject=licence.subject).state == "met"
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    fresh = Licence.objects.exclude(pk=licence.pk).get()
    assert (fresh.valid_from, fresh.valid_to) == (date(2026, 11, 2), date(2029, 11, 1))
    cities.catch_up()
    assert invariants.run() == []


def test_a_withdrawn_renewal_saves_nothing(
    city: cities.City, licence: Licence, clock_at: SetClock
) -> None:
    clock_at("2026-09-01 09:00")
    withdraw(case=_applied(city, licence), by=city.alice, at=clock.now())
    clock_at("2026-11-02 00:01")
    cities.catch_up()
    assert _state(licence) == ("expired", date(2026, 11, 1))
    assert invariants.run() == []


def test_a_renewal_that_waits_for_the_applicant_is_not_the_organs_silence(
    city: cities.City, licence: Licence, clock_at: SetClock
) -> None:
    clock_at("2026-10-08 16:00")
    case = _applied(city, licence)
    line = CaseMaterial.objects.filter(case=case, grade="C", is_applicable=True)[0]
    cities.check_all(city, case)
    cities.ask_to_correct(city, case, line)
    clock_at("2026-10-20 09:00")
    cities.catch_up()
    clock_at("2026-11-02 00:01")
    cities.catch_up()
    assert _state(licence)[0] == "expired"


def test_the_holder_is_reminded_90_60_and_30_days_before_and_once_after_a_stop(
    licence: Licence, clock_at: SetClock
) -> None:
    def told() -> int:
        cities.catch_up()
        return Notice.objects.filter(kind__startswith="licence_runs_out").count()

    clock_at("2026-08-02 12:00")
    assert told() == 0
    clock_at("2026-08-03 12:00")
    assert told() == 1
    assert told() == 1
    clock_at("2026-10-29 12:00")
    assert told() == 2
    last = Notice.objects.filter(kind="licence_runs_out_late").get()
    assert "2026年11月1日" in last.body


def test_a_holder_who_has_asked_is_not_reminded(
    city: cities.City, licence: Licence, clock_at: SetClock
) -> None:
    clock_at("2026-08-03 08:30")
    _applied(city, licence)
    clock_at("2026-08-03 12:00")
    cities.catch_up()
    assert not Notice.objects.filter(kind__startswith="licence_runs_out").exists()


def test_the_window_is_the_items_own_where_it_has_one(licence: Licence, clock_at: SetClock) -> None:
    clock_at("2026-08-03 08:30")
    version = licence.case.version
    version.renewal_opens_days, version.renewal_closes_days = 60, 10
    found = renewal_window(licence, clock.today())
    assert (found.opens_on, found.closes_on) == (date(2026, 9, 2), date(2026, 10, 22))
