# SPDX-License-Identifier: Apache-2.0
"""Handing out stored files: always as an attachment, never sniffed, never kept by a cache."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import FileResponse, Http404

if TYPE_CHECKING:
    from portal.kernel.documents.models import Document
    from portal.kernel.uploads.models import Upload


def _send(path: str, name: str, content_type: str) -> FileResponse:
    file = Path(settings.MEDIA_ROOT) / path
    if not path or not file.is_file():
        raise Http404
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def send_upload(upload: Upload, *, as_it_came: bool = False) -> FileResponse:
    """Return the clean copy of an upload, or the bytes ``as_it_came`` where they are kept.

    Raises Http404 when there is no such file.
    """
    if not as_it_came:
        return _send(upload.path, upload.name, upload.content_type)
    name, ending = Path(upload.name).stem, Path(upload.original_path).suffix
    return _send(upload.original_path, f"{name}（原件）{ending}", upload.original_type)


def send_document(document: Document) -> FileResponse:
    """Return a paper as a download; raises Http404 while it is not rendered."""
    return _send(document.path, f"{document.title}_{document.number}.pdf", "application/pdf")
