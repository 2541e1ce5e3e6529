# SPDX-License-Identifier: Apache-2.0
"""Files whose act was rolled back: written to disk, but without a row."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from portal.kernel import clock
from portal.kernel.retention.periods import length_of
from portal.kernel.uploads.models import Upload

if TYPE_CHECKING:
    from datetime import datetime

MINUTES = 24 * 60


def forget_orphans(at: datetime) -> int:
    """Sweep: remove files without a row; returns how many.

    Each run looks into the folders of its own minute, so that every folder is seen once a
    day and no run has to read them all.
    """
    root = Path(settings.MEDIA_ROOT) / "uploads"
    if not root.is_dir():
        return 0
    local = clock.local(at)
    turn = local.hour * 60 + local.minute
    return sum(
        _tidy(folder, at)
        for folder in root.iterdir()
        if folder.is_dir() and _minute_of(folder.name) == turn
    )


def _minute_of(name: str) -> int:
    return zlib.crc32(name.encode()) % MINUTES


def _tidy(folder: Path, at: datetime) -> int:
    # a young file may belong to an act that has not committed yet
    limit = (at - length_of("orphan_file", at)).timestamp()
    old = {
        f"uploads/{folder.name}/{file.name}": file
        for file in folder.iterdir()
        if file.is_file() and file.stat().st_mtime < limit
    }
    rows = Upload.objects.filter(Q(path__in=old) | Q(original_path__in=old))
    kept = {path for pair in rows.values_list("path", "original_path") for path in pair}
    orphans = [file for path, file in old.items() if path not in kept]
    for file in orphans:
        file.unlink(missing_ok=True)
    return len(orphans)
