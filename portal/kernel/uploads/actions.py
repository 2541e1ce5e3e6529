# SPDX-License-Identifier: Apache-2.0
"""Keeping a file that was looked into."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from portal.kernel import clock
from portal.kernel.storage import write_file
from portal.kernel.uploads.models import Upload, new_token

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User
    from portal.kernel.uploads.inspection import CleanFile


def receive(*, file: CleanFile, by: User) -> Upload:
    """Write a clean copy, and the original where it proves something, and return their row."""
    kept = file.kept
    token = new_token()
    path = f"uploads/{token[:2]}/{token}.{kept.ending}"
    write_file(Path(settings.MEDIA_ROOT) / path, kept.data)
    original = (
        f"uploads/{token[:2]}/{token}.original.{kept.original_ending}" if kept.original else ""
    )
    if original:
        write_file(Path(settings.MEDIA_ROOT) / original, kept.original)
    upload = Upload(
        token=token,
        owner=by,
        name=file.name,
        content_type=kept.content_type,
        size=len(kept.data),
        pages=kept.pages,
        sha256=hashlib.sha256(kept.data).hexdigest(),
        path=path,
        original_path=original,
        original_type=kept.original_type,
        original_sha256=hashlib.sha256(kept.original).hexdigest() if original else "",
        original_size=len(kept.original),
        facts=kept.facts or None,
        scan=file.scan,
        created_at=clock.now(),
    )
    upload.seal = upload.made_seal()
    upload.save(force_insert=True)
    return upload
