# SPDX-License-Identifier: Apache-2.0
"""Each day has its digest, whenever web, worker and beat were started."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import LazySettings, settings

from portal.kernel import clock, sweeps
from portal.kernel.audit.verify import DIGEST_AT, verify, write_missing_digest
from portal.kernel.tasks import digest
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db


def _written() -> list[str]:
    return sorted(path.stem for path in Path(settings.AUDIT_DIGEST_DIR).glob("*.json"))


def test_the_calendar_asks_for_it_at_the_minute_when_it_is_due(settings: LazySettings) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["digest"]["schedule"]
    assert (entry.hour, entry.minute) == ({DIGEST_AT.hour}, {DIGEST_AT.minute})
    assert len(entry.day_of_week) == 7


def test_one_digest_a_day_whoever_comes_first(clock_at: SetClock) -> None:
    clock_at("2026-03-02 00:30")
    digest()
    assert _written() == ["20260301T163000Z"]
    for text in ("2026-03-02 00:31", "2026-03-02 23:59", "2026-03-03 00:29"):
        clock_at(text)
        assert write_missing_digest(at=clock.now()) == 0
    clock_at("2026-03-03 00:30")
    assert write_missing_digest(at=clock.now()) == 1
    assert write_missing_digest(at=clock.now()) == 0
    assert len(_written()) == 2


def test_a_minute_that_nobody_lived_through_is_made_good_by_the_sweep(clock_at: SetClock) -> None:
    clock_at("2026-03-02 00:30")
    digest()
    clock_at("2026-03-04 09:12")
    counts = sweeps.run_all(at=clock.now())
    assert counts["digest_written"] == 1
    assert _written() == ["20260301T163000Z", "20260304T011200Z"]
    assert sweeps.run_all(at=clock.now())["digest_written"] == 0


def test_a_digest_says_how_far_each_book_went(clock_at: SetClock) -> None:
    clock_at("2026-03-02 00:30")
    digest()
    (path,) = Path(settings.AUDIT_DIGEST_DIR).glob("*.json")
    said = json.loads(path.read_text())
    assert set(said) == {
        "at", "last_event", "events", "sha256", "last_read", "reads", "read_heads_sha256",
    }  # fmt: skip
    assert verify() == []


def test_a_digest_from_before_looks_were_chained_is_still_judged(clock_at: SetClock) -> None:
    clock_at("2026-03-02 00:30")
    digest()
    (path,) = Path(settings.AUDIT_DIGEST_DIR).glob("*.json")
    said = json.loads(path.read_text())
    old = {name: said[name] for name in ("at", "last_event", "events", "sha256")}
    path.write_text(json.dumps(old))
    assert verify() == []
    path.write_text(json.dumps({**old, "events": said["events"] + 1}))
    assert [flaw.flaw for flaw in verify()] == [f"digest {path.stem} does not match"]
