# SPDX-License-Identifier: Apache-2.0
"""How far an import is: told through the cache, so that it may be lost and nothing with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.models.import_run import ImportRun

#: Where each stage begins and how much of the whole it is, in percent.
STAGES = {"读取": (0, 25), "检查": (25, 25), "写入": (50, 50)}
SECONDS = 600


def _key(run: ImportRun) -> str:
    return f"import-run:{run.pk}"


def reporter(run: ImportRun) -> Callable[[str, int, int], None]:
    """Return the function that an import tells its stage, how many are done, of how many."""

    def tell(stage: str, done: int, total: int) -> None:
        start, share = STAGES.get(stage, (0, 0))
        percent = start + share * done // total if total else start + share
        cache.set(_key(run), (stage, percent), timeout=SECONDS)

    return tell


def progress_of(run: ImportRun) -> tuple[str, int]:
    """Return the stage and how much is done in percent; only the state is certain."""
    told: tuple[str, int] | None = cache.get(_key(run))
    return told or (run.get_state_display(), 0)


def forget(run: ImportRun) -> None:
    """Drop what was told of a run that has ended."""
    cache.delete(_key(run))
