# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the deadline tests: a loaded calendar, subjects, term kinds of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portal.kernel.deadlines.actions.terms import start_term
from portal.kernel.deadlines.holidays import loading
from portal.kernel.deadlines.terms import registry
from portal.kernel.deadlines.terms.models import Pause, Term
from portal.kernel.deadlines.terms.registry import TermKind
from portal.kernel.subjects import Subject

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """An instant in Shanghai: ``at("2026-03-02")`` is nine in the morning."""
    moment = datetime.fromisoformat(text)
    if len(text) == 10:
        moment = moment.replace(hour=9)
    return moment.replace(tzinfo=SHANGHAI)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def city(db: None) -> None:
    """A database with the shipped calendar."""
    loading.load_shipped(at=at("2026-01-01"))


@dataclass
class Heard:
    """What the callbacks of the test kinds were told."""

    overdue: list[int] = field(default_factory=list)
    reminders: list[tuple[int, str]] = field(default_factory=list)
    moved: list[tuple[int, date | None]] = field(default_factory=list)
    overruns: list[int] = field(default_factory=list)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """Register the kinds ``t.ladder``, ``t.plain`` and ``t.law`` for one test."""
    heard = Heard()
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_pause_watchers", [])

    def overdue(term: Term) -> None:
        heard.overdue.append(term.pk)

    def remind(term: Term, rung: str) -> None:
        heard.reminders.append((term.pk, rung))

    def moved(term: Term, old: date | None) -> None:
        heard.moved.append((term.pk, old))

    def overrun(pause: Pause) -> None:
        heard.overruns.append(pause.pk)

    registry.register_term(
        TermKind(
            "t.ladder",
            "承诺时限",
            "规则一",
            ladder="handler",
            on_overdue=overdue,
            on_reminder=remind,
            on_moved=moved,
        )
    )
    registry.register_term(TermKind("t.plain", "出件时限", "规则二", on_overdue=overdue))
    registry.register_term(TermKind("t.law", "补正告知", "规则三", on_overdue=overdue, by_law=True))
    registry.register_pause_watch(overrun)
    return heard


def new_subject() -> Subject:
    return Subject.objects.create(kind="test.case")


@pytest.fixture
def running() -> Callable[..., Term]:
    """Start a term of 20 working days from 2026-03-02 on a subject of its own."""

    def start(**changes: Any) -> Term:
        facts: dict[str, Any] = {
            "subject": changes.pop("subject", None) or new_subject(),
            "kind": "t.ladder",
            "limit": 20,
            "unit": "working",
            "started_on": day("2026-03-02"),
            "stops": "statutory",
            "citation": "行政许可法第四十二条",
            **changes,
        }
        moment = facts.pop("at", None) or at(facts["started_on"].isoformat())
        return start_term(at=moment, **facts)

    return start
