# SPDX-License-Identifier: Apache-2.0
"""The sweep: ladder, overdue events and forgotten pauses, once, late and around midnight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from portal.kernel.audit.models import Event
from portal.kernel.deadlines.actions.pauses import close_pause, open_pause, replan_pause
from portal.kernel.deadlines.actions.terms import end_term, extend_term
from portal.kernel.deadlines.holidays import loading, texts
from portal.kernel.deadlines.terms import ladders, registry, sweep
from portal.kernel.deadlines.terms.models import Pause, Term, TermReminder
from portal.kernel.deadlines.terms.registry import TermKind
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.outbox.relay import drain
from tests.conftest import SetClock
from tests.kernel.deadlines.conftest import Heard, at, day

pytestmark = pytest.mark.usefixtures("city")
Start = Callable[..., Term]
NOTHING = {"looked": 0, "overdue": 0, "reminders": 0, "skipped": 0, "overruns": 0, "busy": 0}


def days_from(first: str, last: str) -> list[date]:
    count = (day(last) - day(first)).days
    return [day(first) + timedelta(days=offset) for offset in range(count + 1)]


def sweep_on(text: str) -> dict[str, int]:
    return sweep.run(at=at(text))


def reminders() -> list[tuple[str, str]]:
    return list(TermReminder.objects.order_by("pk").values_list("rung", "outcome"))


def overdue_rows() -> tuple[list[Any], list[Any]]:
    """What must not depend on when and how often the sweep ran."""
    events = Event.objects.filter(verb="term.overdue").order_by("subject_id")
    messages = OutboxMessage.objects.filter(kind="kernel.term_consequence").order_by("key")
    return (
        list(events.values_list("subject_id", "facts", "effective_on", "citation")),
        list(messages.values_list("subject_id", "key", "payload")),
    )


def test_nothing_is_done_before_the_first_rung(running: Start, heard: Heard) -> None:
    running()
    assert sweep_on("2026-03-15") == NOTHING
    assert not OutboxMessage.objects.exists()


def test_each_rung_is_sent_on_its_day_and_once(
    running: Start, heard: Heard, clock_at: SetClock
) -> None:
    term = running()
    for today in days_from("2026-03-02", "2026-04-03"):
        clock_at(f"{today} 09:00")
        sweep_on(f"{today} 08:00")
        sweep_on(f"{today} 08:30")
        drain()
    assert heard.reminders == [
        (term.pk, rung) for rung in ("half", "three_days", "one_day", "due", "overdue")
    ]
    assert heard.overdue == [term.pk]
    assert {outcome for _rung, outcome in reminders()} == {"sent"}
    reached = list(TermReminder.objects.order_by("pk").values_list("reached_on", flat=True))
    term.refresh_from_db()
    assert reached == term.rungs
    assert Event.objects.filter(verb="term.overdue").count() == 1
    assert (term.overdue_since, term.sweep_on, term.rung) == (day("2026-03-31"), None, 5)


def test_after_an_outage_only_the_highest_rung_is_sent(
    running: Start, heard: Heard, clock_at: SetClock
) -> None:
    term = running()
    clock_at("2026-03-27 12:00")
    counts = sweep_on("2026-03-27")
    assert (counts["reminders"], counts["skipped"]) == (1, 2)
    drain()
    assert heard.reminders == [(term.pk, "one_day")]
    assert reminders() == [("half", "skipped"), ("three_days", "skipped"), ("one_day", "sent")]
    assert sweep_on("2026-03-27 23:00") == NOTHING


HOLDER = ("ninety_days", "sixty_days", "thirty_days", "due", "overdue")


@pytest.fixture
def _licences(heard: Heard) -> None:
    """Licence terms by the ladder of holders, and a kind whose ladder has two rungs only."""
    for code, name in (("t.licence", "holder"), ("t.short", "short")):
        registry.register_term(
            TermKind(
                code,
                "有效期",
                "规则四",
                ladder=name,
                on_reminder=lambda term, rung: heard.reminders.append((term.pk, rung)),
            )
        )


@pytest.fixture(autouse=True)
def _short_ladder(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = ladders.LADDERS["holder"][-2:]
    monkeypatch.setattr(ladders, "LADDERS", {**ladders.LADDERS, "short": ends})


@pytest.mark.usefixtures("_licences")
def test_a_holder_is_reminded_90_60_and_30_days_before(
    running: Start, heard: Heard, clock_at: SetClock
) -> None:
    licence = running(
        kind="t.licence", unit="years", limit=1, started_on=day("2025-06-30"), rolls=False
    )
    reached = ("2026-04-01", "2026-05-01", "2026-05-31", "2026-06-30", "2026-07-01")
    for text, rung in zip(reached, HOLDER, strict=True):
        eve = day(text) - timedelta(days=1)
        assert sweep_on(f"{eve} 23:59:50")["reminders"] == 0
        assert sweep_on(f"{text} 00:00:10")["reminders"] == 1
        clock_at(f"{text} 09:00")
        drain()
        assert heard.reminders[-1] == (licence.pk, rung)
    assert reminders() == [(rung, "sent") for rung in HOLDER]
    assert Event.objects.filter(verb="term.overdue").count() == 1


@pytest.mark.usefixtures("_licences")
def test_one_sweep_minds_ladders_of_different_length(
    running: Start, heard: Heard, clock_at: SetClock
) -> None:
    handler, plain = running(), running(kind="t.plain")
    holder, short = running(kind="t.licence"), running(kind="t.short")
    counts = sweep_on("2026-04-05")
    assert counts == {**NOTHING, "looked": 4, "overdue": 4, "reminders": 3, "skipped": 6}
    clock_at("2026-04-05 09:00")
    drain()
    assert sorted(heard.reminders) == sorted((t.pk, "overdue") for t in (handler, holder, short))
    for term, done in ((handler, 5), (plain, 5), (holder, 5), (short, 2)):
        term.refresh_from_db()
        assert (term.rung, term.sweep_on, term.overdue_since) == (done, None, day("2026-03-31"))
    skipped = TermReminder.objects.filter(outcome="skipped")
    assert set(skipped.filter(term=holder).values_list("rung", flat=True)) == {"due"}
    assert set(skipped.filter(term=short).values_list("rung", flat=True)) == {"due"}
    assert sweep_on("2026-04-06") == NOTHING


def test_a_rung_that_was_overtaken_in_the_outbox_is_obsolete(
    running: Start, heard: Heard, clock_at: SetClock
) -> None:
    term = running()
    sweep_on("2026-03-25")
    sweep_on("2026-03-27")
    clock_at("2026-03-27 12:00")
    drain()
    assert heard.reminders == [(term.pk, "one_day")]
    states = OutboxMessage.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["obsolete", "done"]


def test_overdue_begins_the_day_after_the_due_date(running: Start, heard: Heard) -> None:
    term = running(kind="t.plain")
    assert sweep_on("2026-03-30 23:59:50") == NOTHING
    counts = sweep_on("2026-03-31 00:00:10")
    assert (counts["overdue"], counts["reminders"]) == (1, 0)
    event = Event.objects.get(verb="term.overdue")
    assert (event.subject_id, event.effective_on) == (term.subject_id, day("2026-03-31"))
    assert event.facts["due_on"] == "2026-03-30"
    assert not TermReminder.objects.exists()


def test_three_days_late_and_daily_give_the_same_overdue_rows(running: Start, heard: Heard) -> None:
    for limit in (3, 10, 18, 20, 21, 60):
        running(limit=limit, kind="t.plain")
    sweep_on("2026-04-03")
    late = overdue_rows()
    assert len(late[0]) == 5
    Term.objects.update(rung=0, overdue_since=None, sweep_on=day("2026-03-03"))
    OutboxMessage.objects.all().delete()
    for today in days_from("2026-03-03", "2026-04-03"):
        sweep_on(today.isoformat())
    daily = overdue_rows()
    assert daily[1] == late[1]
    assert [row[1:] for row in daily[0][:1]] == [row[1:] for row in late[0][:1]]
    assert len(daily[0]) == 2 * len(late[0])  # events are append-only: the late ones stayed


def test_two_overdue_terms_of_one_subject_are_two_events(running: Start, heard: Heard) -> None:
    term = running(kind="t.plain")
    running(kind="t.law", subject=term.subject, limit=5)
    assert sweep_on("2026-04-01")["overdue"] == 2
    seqs = Event.objects.filter(subject=term.subject).order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == [1, 2]


def test_a_consequence_of_a_moved_or_ended_term_is_obsolete(
    running: Start, heard: Heard, clock_at: SetClock
) -> None:
    moved, ended = running(kind="t.plain"), running(kind="t.plain")
    sweep_on("2026-03-31")
    closure = texts.NamedDate(day("2026-03-30"), off=True, name="停电", local=True)
    loading.load(entries=[closure], at=at("2026-03-31"))
    end_term(
        subject=ended.subject, kind=ended.kind, ended_on=day("2026-03-31"), at=at("2026-03-31")
    )
    clock_at("2026-03-31 12:00")
    drain()
    assert heard.overdue == []
    moved.refresh_from_db()
    assert (moved.due_on, moved.overdue_since) == (day("2026-03-31"), None)
    assert sweep_on("2026-03-31 13:00") == NOTHING
    assert sweep_on("2026-04-01")["overdue"] == 1
    clock_at("2026-04-01 12:00")
    drain()
    assert heard.overdue == [moved.pk]


def test_an_adjusted_date_has_no_consequence_but_the_laws_own(
    running: Start, heard: Heard, clock_at: SetClock
) -> None:
    plain, law = running(kind="t.plain", limit=10), running(kind="t.law", limit=10)
    reminded = running(limit=10)
    offs = [
        texts.NamedDate(day(text), True, "停电", local=True)
        for text in ("2026-03-11", "2026-03-12")
    ]
    closure = loading.load(entries=offs, at=at("2026-03-05"))
    loading.undo(version=closure.version, at=at("2026-03-17"))
    clock_at("2026-03-17 12:00")
    counts = sweep_on("2026-03-17")
    assert counts["overdue"] == 1
    drain()
    assert heard.overdue == [law.pk]
    assert heard.reminders == []
    for term in (plain, reminded):
        term.refresh_from_db()
        assert (term.calendar_adjusted, term.overdue_since) == (True, None)
    assert sweep_on("2026-03-18") == NOTHING


def test_an_extension_takes_reached_rungs_back(running: Start, heard: Heard) -> None:
    term = running()
    sweep_on("2026-03-27")
    extend_term(
        subject=term.subject,
        kind=term.kind,
        days=10,
        decided_on=day("2026-03-27"),
        basis="第四十二条",
        approver=None,
        at=at("2026-03-27"),
    )
    term.refresh_from_db()
    assert (term.rung, term.sweep_on) == (1, day("2026-04-09"))
    assert sweep_on("2026-03-30") == NOTHING
    assert sweep_on("2026-04-14")["reminders"] == 1


def test_a_paused_term_is_left_alone_and_its_pause_is_watched_once(
    running: Start, heard: Heard, clock_at: SetClock
) -> None:
    term = running()
    pause = open_pause(
        subject=term.subject,
        pause_kind="听证",
        first_day=day("2026-03-09"),
        planned_end=day("2026-03-20"),
        stops={"statutory"},
        by=None,
        at=at("2026-03-09"),
    )
    assert sweep_on("2026-03-20 23:59:50") == NOTHING
    assert sweep_on("2026-03-21 00:00:10") == NOTHING | {"overruns": 1}
    assert sweep_on("2026-04-30") == NOTHING
    clock_at("2026-04-30 09:30")
    drain()
    assert heard.overruns == [pause.pk]
    assert Pause.objects.get(pk=pause.pk).warned_on == day("2026-03-21")
    replan_pause(pause=pause, planned_end=day("2026-05-08"), by=None, at=at("2026-04-30"))
    assert sweep_on("2026-05-09")["overruns"] == 1
    close_pause(pause=pause, last_day=day("2026-05-09"), by=None, at=at("2026-05-09"))
    clock_at("2026-05-09 09:30")
    drain()
    assert heard.overruns == [pause.pk]
    assert Event.objects.filter(verb="pause.overrun").count() == 2


def test_a_rung_sent_before_a_pause_is_not_sent_again_after_it(
    running: Start, heard: Heard
) -> None:
    term = running()
    assert sweep_on("2026-03-16")["reminders"] == 1
    pause = open_pause(
        subject=term.subject,
        pause_kind="听证",
        first_day=day("2026-03-18"),
        planned_end=day("2026-03-20"),
        stops={"statutory"},
        by=None,
        at=at("2026-03-18"),
    )
    close_pause(pause=pause, last_day=day("2026-03-20"), by=None, at=at("2026-03-20"))
    term.refresh_from_db()
    assert (term.due_on, term.rung) == (day("2026-04-02"), 1)
    assert sweep_on("2026-03-23") == NOTHING
    assert sweep_on("2026-03-30")["reminders"] == 1
    assert reminders()[-1] == ("three_days", "sent")


def test_hours_run_out_within_the_day(running: Start, heard: Heard) -> None:
    running(
        kind="t.plain",
        limit=2,
        unit="hours",
        started_on=day("2026-03-02"),
        at=at("2026-03-02 16:40"),
    )
    assert sweep_on("2026-03-02 18:39:59") == NOTHING
    assert sweep_on("2026-03-02 18:40:01")["overdue"] == 1


@pytest.mark.parametrize(
    ("started", "limit", "due"),
    [
        ("2024-02-28", 1, "2024-02-29"),
        ("2026-02-13", 1, "2026-02-14"),  # a make-up Saturday before the long holiday
        ("2026-02-14", 1, "2026-02-24"),
        ("2025-12-31", 1, "2026-01-04"),  # a make-up Sunday after New Year
    ],
)
def test_the_last_second_and_the_first_of_the_next_day(
    running: Start, heard: Heard, started: str, limit: int, due: str
) -> None:
    term = running(kind="t.plain", started_on=day(started), limit=limit)
    assert term.due_on == day(due)
    assert sweep_on(f"{due} 23:59:50")["overdue"] == 0
    after = (day(due) + timedelta(days=1)).isoformat()
    assert sweep_on(f"{after} 00:00:10")["overdue"] == 1


def test_an_act_just_before_midnight_is_of_that_day(running: Start) -> None:
    before = running(at=at("2026-03-02 23:59:50"), started_on=at("2026-03-02 23:59:50").date())
    done = end_term(
        subject=before.subject,
        kind=before.kind,
        ended_on=at("2026-03-30 23:59:50").date(),
        at=at("2026-03-30 23:59:50"),
    )
    assert done is not None
    assert done.state == "met"
