# SPDX-License-Identifier: Apache-2.0
"""The registry of sweeps: order, names and failures."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.kernel import sweeps
from tests.kernel.deadlines.conftest import at

NOW = at("2026-03-02")


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "_sweeps", {})


def test_all_sweeps_run_in_order_at_the_given_instant() -> None:
    seen: list[datetime] = []

    def first(*, at: datetime) -> int:
        seen.append(at)
        return 3

    def second(*, at: datetime) -> dict[str, int]:
        return {"done": 1}

    sweeps.register("first", first)
    sweeps.register("second", second)
    assert sweeps.names() == ["first", "second"]
    assert sweeps.run_all(at=NOW) == {"first": 3, "second": {"done": 1}}
    assert seen == [NOW]


def test_a_name_is_taken_once() -> None:
    sweeps.register("first", lambda at: 0)
    with pytest.raises(ValueError, match="first"):
        sweeps.register("first", lambda at: 0)


def test_a_failing_sweep_does_not_keep_the_others_from_running() -> None:
    ran: list[datetime] = []

    def broken(*, at: datetime) -> int:
        raise LookupError("broken")

    def sound(*, at: datetime) -> int:
        ran.append(at)
        return 0

    sweeps.register("broken", broken)
    sweeps.register("sound", sound)
    with pytest.raises(LookupError):
        sweeps.run_all(at=NOW)
    assert ran == [NOW]
