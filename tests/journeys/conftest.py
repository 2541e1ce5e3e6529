# SPDX-License-Identifier: Apache-2.0
"""A town of real processes for the journeys, and a browser to walk through it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests import town as towns
from tests.journeys.people import Cast, opened_browser

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if "tests/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)


def _name() -> str:
    suffix = os.environ.get("TEST_DB_SUFFIX", "")
    return f"town_{suffix}_{uuid4().hex[:8]}"


@pytest.fixture(scope="package")
def standing_town() -> Iterator[towns.Town]:
    """Yield the processes that all journeys of a worker walk through."""
    with towns.standing(_name()) as one:
        yield one


@pytest.fixture
def town(standing_town: towns.Town) -> towns.Town:
    """Return a town where nothing has happened, on Monday 2 March 2026 at nine."""
    standing_town.begin(towns.built())
    return standing_town


@pytest.fixture
def busy_town(standing_town: towns.Town) -> towns.Town:
    """Return a town with invented cases on every desk."""
    standing_town.begin(towns.built(with_cases=True))
    return standing_town


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Yield the browser of all journeys; each person has a window without a past."""
    with opened_browser() as one:
        yield one


@pytest.fixture
def cast(town: towns.Town, browser: Browser, tmp_path: Path) -> Iterator[Cast]:
    """Yield the people of the town, each at a browser of their own."""
    with Cast.of(town, browser, tmp_path) as everyone:
        yield everyone
