# SPDX-License-Identifier: Apache-2.0
"""These tests have a small city with all that can hang on a case, on a Monday morning."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.conftest import SetClock
from tests.fuzz import ANSWERS
from tests.web.conftest import city  # noqa: F401 - a fixture
from tests.web.idor_scene import scene  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print how often which status was answered, forms and API apart."""
    told: dict[str, Counter[int]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, answers in report.user_properties:
                if name == ANSWERS:
                    told.setdefault(report.nodeid.split("::")[0], Counter()).update(answers)
    for path, answers in sorted(told.items()):
        each = ", ".join(f"{status}: {count:,}" for status, count in sorted(answers.items()))
        terminalreporter.write_line(f"{path}: {answers.total():,} requests ({each})")


@pytest.fixture(autouse=True)
def _monday(clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")
