# SPDX-License-Identifier: Apache-2.0
"""A town of real processes for each journey, and a browser to walk through it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests import town as towns
from tests.journeys.people import Cast

if TYPE_CHECKING:
    from pathlib import Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if "tests/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)


def _name() -> str:
    suffix = os.environ.get("TEST_DB_SUFFIX", "")
    return f"town_{suffix}_{uuid4().hex[:8]}"


@pytest.fixture(scope="session")
def loaded_city() -> str:
    """Return the database with the demo city, to be copied."""
    return towns.built()


@pytest.fixture
def town(loaded_city: str) -> Iterator[towns.Town]:
    """Yield a town of one's own, on Monday 2 March 2026 at nine."""
    with towns.running(loaded_city, _name()) as one:
        yield one


@pytest.fixture
def cast(town: towns.Town, tmp_path: Path) -> Iterator[Cast]:
    """Yield the people of the town, each at a browser of their own."""
    with Cast.in_(town, tmp_path) as everyone:
        yield everyone
