# SPDX-License-Identifier: Apache-2.0
"""Taking in a file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.errors import Invalid
from portal.kernel.storage import write_file
from portal.kernel.uploads.models import Upload, new_token
from portal.kernel.uploads.sniff import MAX_BYTES, inspect

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from portal.kernel.accounts.models import User


def tidy_name(name: str) -> str:
    """Return a file name that is safe to show: no path, no control or direction characters."""
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(ch for ch in last if unicodedata.category(ch)[0] != "C")
    return kept.strip()[-100:] or "file"


def receive(*, file: UploadedFile[bytes], by: User) -> Upload:
    """Keep one file and return its row; raises Invalid for a file that cannot be taken."""
    if (file.size or 0) > MAX_BYTES:
        raise Invalid("file_too_big", _("文件超过20 MB，请压缩后再传。"), "file")
    clean = inspect(file.read())
    token = new_token()
    path = f"uploads/{token[:2]}/{token}.{clean.ending}"
    write_file(Path(settings.MEDIA_ROOT) / path, clean.data)
    return Upload.objects.create(
        token=token,
        owner=by,
        name=tidy_name(file.name or ""),
        content_type=clean.content_type,
        size=len(clean.data),
        pages=clean.pages,
        sha256=hashlib.sha256(clean.data).hexdigest(),
        path=path,
        created_at=clock.now(),
    )
