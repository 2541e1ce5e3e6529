# SPDX-License-Identifier: Apache-2.0
"""Starting, ending, pausing and extending rows, with the dates cached from the engine."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from portal.kernel.audit.models import Event
from portal.kernel.deadlines.actions.pauses import close_pause, open_pause, replan_pause
from portal.kernel.deadlines.actions.terms import cancel_term, end_term, extend_term
from portal.kernel.deadlines.engine import calendar
from portal.kernel.deadlines.terms import rows
from portal.kernel.deadlines.terms.consequences import calendar_days, due_dates
from portal.kernel.deadlines.terms.models import Day, Extension, Pause, Term
from portal.kernel.errors import Invalid, Refused
from portal.kernel.subjects import Subject
from tests.kernel.deadlines.conftest import at, day, new_subject

pytestmark = pytest.mark.usefixtures("city", "heard")
Start = Callable[..., Term]


def pause_on(subject: Subject, first: str = "2026-03-09", **changes: object) -> Pause:
    facts: dict[str, object] = {
        "pause_kind": "检验",
        "planned_end": day("2026-03-20"),
        "stops": {"statutory"},
        "at": at(first),
        **changes,
    }
    return open_pause(subject=subject, first_day=day(first), by=None, **facts)  # type: ignore[arg-type]


def test_a_started_term_holds_the_engines_dates(running: Start) -> None:
    term = running()
    assert (term.due_on, term.length, term.due_reason) == (day("2026-03-30"), 20, "")
    assert term.rungs == [
        day("2026-03-16"),
        day("2026-03-25"),
        day("2026-03-27"),
        day("2026-03-30"),
        day("2026-03-31"),
    ]
    assert (term.rung, term.sweep_on, term.version) == (0, day("2026-03-16"), 1)
    assert term.calendar_version_id == calendar.current().version
    assert due_dates() == []


def test_a_kind_without_a_ladder_is_looked_at_when_overdue_only(running: Start) -> None:
    term = running(kind="t.plain")
    assert term.rungs == [None, None, None, None, day("2026-03-31")]
    assert term.sweep_on == day("2026-03-31")


def test_rungs_reached_on_the_start_day_are_done(running: Start) -> None:
    term = running(limit=3)
    assert (term.rung, term.sweep_on) == (2, day("2026-03-04"))


def test_only_one_term_of_a_kind_runs_on_a_subject(running: Start) -> None:
    term = running()
    with pytest.raises(Refused, match="计时"):
        running(subject=term.subject)
    assert Term.objects.count() == 1
    other = running(subject=term.subject, kind="t.plain")
    other.kind = term.kind
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()
    end_term(subject=term.subject, kind=term.kind, ended_on=day("2026-03-10"), at=at("2026-03-10"))
    assert running(subject=term.subject).pk != term.pk


def test_a_negative_limit_is_refused(running: Start) -> None:
    with pytest.raises(Invalid):
        running(limit=-1)
    assert not Term.objects.exists()


@pytest.mark.parametrize(
    ("ended", "state", "late_since"),
    [("2026-03-30", "met", None), ("2026-03-31", "met_late", "2026-03-31")],
)
def test_ending_on_the_due_date_is_in_time(
    running: Start, ended: str, state: str, late_since: str | None
) -> None:
    term = running()
    done = end_term(subject=term.subject, kind=term.kind, ended_on=day(ended), at=at(ended))
    assert done is not None
    term.refresh_from_db()
    assert (term.state, term.ended_on, term.sweep_on) == (state, day(ended), None)
    assert term.overdue_since == (day(late_since) if late_since else None)


def test_ending_what_does_not_run_is_nothing(running: Start) -> None:
    subject = new_subject()
    assert (
        end_term(subject=subject, kind="t.x", ended_on=day("2026-03-31"), at=at("2026-03-31"))
        is None
    )
    term = running()
    cancelled = cancel_term(
        subject=term.subject, kind=term.kind, ended_on=day("2026-04-30"), at=at("2026-04-30")
    )
    assert cancelled is not None
    assert cancelled.state == "cancelled"


def test_pause_and_resume_move_the_due_date(running: Start) -> None:
    term = running()
    promise = running(subject=term.subject, kind="t.plain", stops="promised", limit=10)
    pause = pause_on(term.subject)
    term.refresh_from_db()
    assert (term.due_on, term.due_reason, term.frozen_remaining) == (None, "paused", 16)
    assert (term.look_at, term.sweep_on, term.version) == (day("2026-03-20"), None, 2)
    assert rows.standing_of(term, day("2026-03-10"), calendar.current()) == "paused"
    promise.refresh_from_db()
    assert promise.due_on == day("2026-03-16")
    close_pause(pause=pause, last_day=day("2026-03-20"), by=None, at=at("2026-03-20"))
    term.refresh_from_db()
    assert (term.due_on, term.pause_days, term.version) == (day("2026-04-14"), 10, 3)
    verbs = (
        Event.objects.filter(subject=term.subject).order_by("seq").values_list("verb", flat=True)
    )
    assert list(verbs) == ["pause.opened", "pause.closed"]
    assert due_dates() == []


def test_a_pause_after_the_due_date_is_refused_and_leaves_nothing(running: Start) -> None:
    term = running()
    with pytest.raises(Refused) as caught:
        pause_on(term.subject, "2026-03-31", planned_end=day("2026-04-20"))
    assert caught.value.code == "pause_after_due"
    assert not Pause.objects.exists()
    assert not Event.objects.exists()
    assert pause_on(term.subject, "2026-03-30", planned_end=day("2026-04-20")).pk


def test_a_site_visit_never_stops_a_clock(running: Start) -> None:
    term = running()
    with pytest.raises(Refused) as caught:
        pause_on(term.subject, pause_kind="现场踏勘")
    assert caught.value.code == "site_visit_never_pauses"
    visit = pause_on(term.subject, pause_kind="现场踏勘", stops=())
    term.refresh_from_db()
    assert (term.due_on, visit.stops_statutory) == (day("2026-03-30"), False)


def test_a_pause_needs_a_plan_after_its_start_and_an_end_not_in_the_future(running: Start) -> None:
    term = running()
    with pytest.raises(Invalid):
        pause_on(term.subject, planned_end=day("2026-03-08"))
    with pytest.raises(Invalid):
        pause_on(term.subject, at=at("2026-03-08 23:59"))
    pause = pause_on(term.subject)
    for last in ("2026-03-08", "2026-03-13"):
        with pytest.raises(Invalid):
            close_pause(pause=pause, last_day=day(last), by=None, at=at("2026-03-12"))
    close_pause(pause=pause, last_day=day("2026-03-12"), by=None, at=at("2026-03-12"))
    with pytest.raises(Refused):
        close_pause(pause=pause, last_day=day("2026-03-12"), by=None, at=at("2026-03-12"))
    with pytest.raises(Refused):
        replan_pause(pause=pause, planned_end=day("2026-03-25"), by=None, at=at("2026-03-12"))


def test_a_new_plan_is_watched_anew(running: Start) -> None:
    term = running()
    pause = pause_on(term.subject)
    replan_pause(pause=pause, planned_end=day("2026-03-27"), by=None, at=at("2026-03-19"))
    term.refresh_from_db()
    assert term.look_at == day("2026-03-27")


def test_a_term_started_under_an_open_pause_is_paused(running: Start) -> None:
    subject = new_subject()
    pause_on(subject)
    term = running(subject=subject, started_on=day("2026-03-10"))
    assert (term.due_reason, term.frozen_remaining) == ("paused", 20)


def extend(term: Term, decided: str, days: int = 10) -> Term:
    return extend_term(
        subject=term.subject,
        kind=term.kind,
        days=days,
        decided_on=day(decided),
        basis="行政许可法第四十二条",
        approver=None,
        at=at(decided),
    )


def test_an_extension_moves_the_statutory_and_the_promised_date(running: Start) -> None:
    term = running()
    promise = running(subject=term.subject, kind="t.plain", stops="promised", limit=15)
    extended = extend(term, "2026-03-20")
    assert (extended.due_on, extended.length) == (day("2026-04-14"), 30)
    promise.refresh_from_db()
    assert promise.due_on == day("2026-04-07")
    assert promise.extension.carried
    assert Event.objects.get(verb="term.extended").facts["carried"] == [promise.pk]
    assert extend(promise, "2026-03-20").due_on == day("2026-04-07")
    assert Extension.objects.count() == 2
    with pytest.raises(Refused):
        extend(promise, "2026-03-23")


def test_a_broken_promise_is_not_mended_by_an_extension(running: Start) -> None:
    term = running()
    promise = running(subject=term.subject, kind="t.plain", stops="promised", limit=5)
    extend(term, "2026-03-20")
    promise.refresh_from_db()
    assert promise.due_on == day("2026-03-09")
    assert Extension.objects.count() == 1


@pytest.mark.parametrize(("decided", "ok"), [("2026-03-30", True), ("2026-03-31", False)])
def test_an_extension_is_decided_by_the_due_date(running: Start, decided: str, ok: bool) -> None:
    term = running()
    if ok:
        assert extend(term, decided).due_on == day("2026-04-14")
        return
    with pytest.raises(Refused) as caught:
        extend(term, decided)
    assert caught.value.code == "too_late_to_extend"
    assert not Extension.objects.exists()


def test_an_extension_is_given_once_and_not_while_paused(running: Start) -> None:
    term = running()
    pause = pause_on(term.subject)
    with pytest.raises(Refused) as caught:
        extend(term, "2026-03-12")
    assert caught.value.code == "term_paused"
    close_pause(pause=pause, last_day=day("2026-03-12"), by=None, at=at("2026-03-12"))
    with pytest.raises(Refused):
        extend(term, "2026-03-12")
    extend(term, "2026-03-13")
    with pytest.raises(Refused) as caught:
        extend(term, "2026-03-13")
    assert caught.value.code == "extended_before"
    with pytest.raises(Invalid):
        extend(term, "2026-03-13", days=0)


def test_an_act_past_the_known_calendar_succeeds(running: Start) -> None:
    term = running(limit=30, started_on=day("2026-11-23"))
    assert (term.due_on, term.due_reason, term.length) == (None, "calendar", 30)
    assert term.sweep_on is None
    assert rows.standing_of(term, day("2026-12-01"), calendar.current()) == "running"
    assert due_dates() == []


def test_hours_run_from_the_moment(running: Start) -> None:
    term = running(
        kind="t.plain",
        limit=2,
        unit="hours",
        started_on=day("2026-03-02"),
        at=at("2026-03-02 16:40"),
    )
    assert term.due_at == at("2026-03-02 18:40")
    ended = end_term(
        subject=term.subject, kind="t.plain", ended_on=day("2026-03-02"), at=at("2026-03-02 18:41")
    )
    assert ended is not None
    assert ended.state == "met_late"


def test_standings_of_the_database_are_those_of_the_engine(running: Start) -> None:
    running()
    running(limit=40)
    running(limit=3, unit="calendar")
    running(limit=1, unit="months")
    running(limit=90)
    running(limit=0)
    paused = running(limit=30)
    pause_on(paused.subject, "2026-03-03")
    known = calendar.current()
    for text in ("2026-03-03", "2026-03-05", "2026-03-24", "2026-04-03", "2026-05-09"):
        today = day(text)
        for term in Term.objects.running().with_standing(today, known):
            assert term.standing == rows.standing_of(term, today, known)
            result = rows.worked_out(term, known, term.subject.pauses.all(), None)
            assert term.standing == result.standing(today)
            if result.due_on is None or result.due_on >= today:
                assert term.left == result.remaining(today)
                assert rows.remaining_of(term, today, known) == term.left


def test_a_forged_due_date_is_found(running: Start) -> None:
    term = running()
    Term.objects.filter(pk=term.pk).update(due_on=day("2026-04-30"))
    assert [finding.subject_id for finding in due_dates()] == [term.subject_id]
    assert calendar_days() == []


def test_validity_far_beyond_the_calendar_has_a_date_and_no_ordinal(running: Start) -> None:
    term = running(limit=5, unit="years", started_on=day("2026-10-01"), rolls=False)
    assert (term.due_on, term.due_ordinal, term.due_reason) == (day("2031-10-01"), None, "")
    assert rows.remaining_of(term, day("2031-09-30"), calendar.current()) == 1
    assert term.rungs[0] == day("2029-04-01")
    assert due_dates() == []


def test_a_working_term_still_open_past_the_calendar_has_no_remaining_days(running: Start) -> None:
    term = running(limit=28, started_on=day("2026-11-23"))
    today = day("2027-01-01")
    assert rows.remaining_of(term, today, calendar.current()) is None
    assert rows.standing_of(term, today, calendar.current()) == "overdue"
    assert [t.standing for t in Term.objects.with_standing(today, calendar.current())] == [
        "overdue"
    ]


def test_terms_are_listed_by_their_due_dates(running: Start) -> None:
    first, second = running(limit=5), running(limit=10)
    assert list(Term.objects.due_within(day("2026-03-09"), day("2026-03-15"))) == [first]
    assert list(Term.objects.overdue(day("2026-03-17"))) == [first, second]


def test_extending_what_does_not_run_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        extend_term(
            subject=new_subject(),
            kind="t.x",
            days=5,
            decided_on=day("2026-03-02"),
            basis="",
            approver=None,
            at=at("2026-03-02"),
        )
    assert caught.value.code == "no_running_term"


def test_a_term_past_the_known_calendar_can_be_extended(running: Start) -> None:
    term = running(limit=30, started_on=day("2026-11-23"))
    extended = extend(term, "2026-12-01")
    assert (extended.due_reason, extended.length) == ("calendar", 40)


def test_a_plan_cannot_end_before_it_begins(running: Start) -> None:
    pause = pause_on(running().subject)
    with pytest.raises(Invalid):
        replan_pause(pause=pause, planned_end=day("2026-03-08"), by=None, at=at("2026-03-10"))


def test_a_wrong_ordinal_of_a_day_is_found() -> None:
    Day.objects.filter(date=day("2026-12-31")).update(ordinal=5000)
    assert [finding.check for finding in calendar_days()] == ["calendar"]
