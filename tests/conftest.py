# SPDX-License-Identifier: Apache-2.0
"""What every test stands on: the private servers, its own files, and a clock that can be set."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import LazySettings
from django.db import connections as databases

from portal.local import embedded
from tests import copies, sharing
from tests.clamd import scanner  # noqa: F401 - a fixture
from tests.gateway import gateway  # noqa: F401 - a fixture
from tests.odd import odd  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from xdist.remote import Producer

SHANGHAI = ZoneInfo("Asia/Shanghai")
SetClock = Callable[[str], Any]


#: A run that judges a change must give the same answer twice; at the desk the draws differ.
hypothesis.settings.register_profile("same", derandomize=True, database=None)


def pytest_configure() -> None:
    if os.environ.get("CI"):
        hypothesis.settings.load_profile("same")
    embedded.ensure_running()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> sharing.ByPatience:
    """Let the third worker take what waits."""
    return sharing.ByPatience(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests, so that nobody is left with one of them at the end.

    Those that empty the database stay last, as pytest-django puts them: the rows that the
    migrations brought are gone after them.
    """
    items.sort(key=lambda item: sharing.rank(item.path.as_posix()))


def pytest_collection_finish() -> None:
    """Spare the collector of garbage all that was imported: it stays until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Copy the tables instead of making them for every worker and every run."""
    databases.settings["default"]["TEST"]["TEMPLATE"] = copies.tables()


@pytest.fixture(autouse=True)
def _own_files(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """Uploads, papers, digests and mails of a test die with it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.AUDIT_DIGEST_DIR = tmp_path / "digests"
    yield
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_cache(settings: LazySettings) -> None:
    """Keys of a test are its own: clearing the shared Redis would empty the other workers' too."""
    settings.CACHES = {
        name: {**cache, "KEY_PREFIX": token_hex(6)} for name, cache in settings.CACHES.items()
    }


@pytest.fixture
def clock_at() -> Iterator[SetClock]:
    """`clock_at("2026-03-02 00:30")` stops the clock at that wall-clock time in Shanghai."""
    running: list[time_machine.travel] = []

    def stop_at(text: str) -> time_machine.Traveller:
        while running:
            running.pop().stop()
        moment = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
        travel = time_machine.travel(moment, tick=False)
        traveller = travel.start()
        running.append(travel)
        return traveller

    yield stop_at
    while running:
        running.pop().stop()
