# SPDX-License-Identifier: Apache-2.0
"""What every test stands on: the private servers, its own files, and a clock that can be set."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import LazySettings
from django.db import connections as databases

from portal.local import embedded
from tests import copies

SHANGHAI = ZoneInfo("Asia/Shanghai")
SetClock = Callable[[str], Any]


#: A run that judges a change must give the same answer twice; at the desk the draws differ.
hypothesis.settings.register_profile("same", derandomize=True, database=None)


def pytest_configure() -> None:
    if os.environ.get("CI"):
        hypothesis.settings.load_profile("same")
    embedded.ensure_running()


#: Folders and files whose tests take longest, the longest first: nobody begins them last.
LONGEST = ("tests/chaos/", "tests/journeys/", "lifecycle/", "test_sweep_trials", "tests/local/")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal the tests out so that each worker begins with its share of the longest ones.

    An idle worker takes over from the end of another one's share (``--dist worksteal``), and
    the shares are cut from this list in one piece each.
    """

    def rank(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((n for n, part in enumerate(LONGEST) if part in path), len(LONGEST))

    workers: int = getattr(config, "workerinput", {}).get("workercount", 1)
    ranked = sorted(items, key=rank)
    items[:] = [one for share in range(workers) for one in ranked[share::workers]]


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
