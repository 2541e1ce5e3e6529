# SPDX-License-Identifier: Apache-2.0
"""Files of acts that were rolled back go; files with a row and young files stay."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.uploads.actions import receive
from portal.kernel.uploads.models import Upload
from portal.kernel.uploads.orphans import MINUTES, forget_orphans
from tests.city import clean_pdf

if TYPE_CHECKING:
    from django.conf import LazySettings


def test_only_old_files_without_a_row_are_removed_within_a_day(
    db: None, settings: LazySettings
) -> None:
    user = User.objects.create(username="owner")
    kept, lost, young = (receive(file=clean_pdf(), by=user) for _n in range(3))
    root = Path(settings.MEDIA_ROOT)
    Upload.objects.filter(pk__in=(lost.pk, young.pk)).delete()
    now = clock.now()
    old = (now - timedelta(days=3)).timestamp()
    for one, written in ((kept, old), (lost, old), (young, now.timestamp())):
        os.utime(root / one.path, (written, written))
    removed = sum(forget_orphans(now + timedelta(minutes=n)) for n in range(MINUTES - 30))
    removed += sum(forget_orphans(now - timedelta(minutes=n)) for n in range(1, 31))
    assert removed == 1
    assert [(root / one.path).exists() for one in (kept, lost, young)] == [True, False, True]
