# SPDX-License-Identifier: Apache-2.0
"""Handing out stored files: always as an attachment, never sniffed, never kept by a cache.

Whoever opens another's file leaves a row that the other can see; the copy of a sensitive paper
says on each page for whom it was made.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import FileResponse, Http404

from portal.kernel.audit.actions import record_read
from portal.kernel.uploads.inspection import marked
from portal.kernel.uploads.scanning import require_openable

if TYPE_CHECKING:
    from typing import BinaryIO

    from portal.kernel.accounts.models import Party, User
    from portal.kernel.documents.models import Document
    from portal.kernel.subjects import Subject
    from portal.kernel.uploads.models import Upload

#: The font of marks, the same as that of papers.
FONT = Path("fonts") / "NotoSansSC_400Regular.ttf"


@dataclass(frozen=True)
class Look:
    """Who opens whose file, on which subject and what for; shown to the person as it is.

    ``mark`` are the lines written across each page, none for a paper that is not sensitive.
    """

    reader: User
    party: Party
    subject: Subject
    reason: str
    mark: tuple[str, ...] = ()


def _send(file: BinaryIO, name: str, content_type: str) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=name)
    response["Content-Type"] = content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _stored(path: str) -> Path:
    file = Path(settings.MEDIA_ROOT) / path
    if not path or not file.is_file():
        raise Http404
    return file


def _note(look: Look | None) -> None:
    if look is not None:
        record_read(
            reader=look.reader, party=look.party, fields="file", reason=look.reason,
            subject=look.subject,
        )  # fmt: skip


def send_upload(upload: Upload, *, look: Look | None, as_it_came: bool = False) -> FileResponse:
    """Return the clean copy of an upload, or the bytes ``as_it_came`` where they are kept.

    ``look``: who opens another's file, None for one's own. Raises Http404 when there is no such
    file, or when bytes as they came could not carry the mark; Refused when marking fails and for what a virus
    scanner has not cleared.
    """
    require_openable(upload)
    stem = Path(upload.name).stem
    if as_it_came:
        if look is not None and look.mark:
            raise Http404
        file = _stored(upload.original_path)
        _note(look)
        name = f"{stem}（原件）{file.suffix}"
        return _send(file.open("rb"), name, upload.original_type)
    file = _stored(upload.path)
    if look is None or not look.mark or upload.content_type == "application/ofd":
        _note(look)
        return _send(file.open("rb"), upload.name, upload.content_type)
    copy = marked(
        file.read_bytes(), upload.content_type, list(look.mark), settings.ASSETS_DIR / FONT
    )
    _note(look)
    return _send(io.BytesIO(copy), upload.name, upload.content_type)


def send_document(document: Document, *, look: Look | None) -> FileResponse:
    """Return a paper; raises Http404 while it is not rendered. ``look`` as for an upload."""
    file = _stored(document.path)
    _note(look)
    return _send(file.open("rb"), f"{document.title}_{document.number}.pdf", "application/pdf")
