# SPDX-License-Identifier: Apache-2.0
"""Opening a workbook that somebody sent, without letting it unfold beyond measure. Pure."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from portal.kernel.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Bytes of the file, and of everything inside it once unpacked.
MAX_BYTES = 40 * 1024 * 1024
MAX_UNPACKED = 600 * 1024 * 1024
#: How much a part may shrink in packing; sheets of text reach about 40.
MAX_RATIO = 200
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, SyntaxError,
           zipfile.BadZipFile, EOFError, NotImplementedError)  # fmt: skip


def open_sheets(data: bytes) -> dict[str, Iterable[tuple[Any, ...]]]:
    """Return the rows of every sheet by its name; raises Invalid for what is no workbook."""
    broken = Invalid(
        "file_broken", _("这个文件打不开。请用 Excel 或 WPS 另存为 .xlsx 后再传。"), "file"
    )
    if len(data) > MAX_BYTES:
        raise Invalid("file_too_big", _("文件超过 40 MB，请分成几份再传。"), "file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _measure(packed)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        found: dict[str, Iterable[tuple[Any, ...]]] = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            found[sheet.title.strip()] = _guarded(sheet.iter_rows(values_only=True), broken)
    except _BROKEN as error:
        raise broken from error
    return found


def _measure(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    whole = sum(part.file_size for part in parts)
    bombs = [
        part
        for part in parts
        if part.file_size > 1024 * 1024 and part.file_size > MAX_RATIO * part.compress_size
    ]
    if whole > MAX_UNPACKED or bombs:
        raise Invalid("file_too_big", _("文件里的内容太多，请分成几份再传。"), "file")


def _guarded(rows: Iterable[tuple[Any, ...]], broken: Invalid) -> Iterable[tuple[Any, ...]]:
    """The rows of a sheet; a fault in the middle of the file is told as one of the file."""
    try:
        yield from rows
    except _BROKEN as error:
        raise broken from error
