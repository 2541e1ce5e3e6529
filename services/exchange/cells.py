# SPDX-License-Identifier: Apache-2.0
"""A workbook that somebody sent, opened without letting it unfold beyond measure. Pure.

Read with it: merged cells (filled down), rows and sheets that are hidden, formulas whose result
was never stored, and the strict variant of the format.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.errors import Invalid
from portal.kernel.http import workbooks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


#: Bytes of the file, and of everything inside it once unpacked.
MAX_BYTES = 40 * 1024 * 1024


MAX_UNPACKED = 600 * 1024 * 1024


#: How much a part may shrink in packing; sheets of text reach about 40.
MAX_RATIO = 200


_BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, SyntaxError,
           zipfile.BadZipFile, EOFError, NotImplementedError)  # fmt: skip


#: Namespaces of strict OOXML (ISO/IEC 29500 part 1) and the transitional ones that are read.
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}


class Unstored:
    """Stands in a cell for the result of a formula that the file does not hold."""

    def __str__(self) -> str:
        return ""


UNSTORED = Unstored()


@dataclass
class Marks:
    """What a sheet holds beside its values; rows and columns count from 1."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    unstored: dict[int, list[int]] = field(default_factory=dict)


@dataclass
class OpenSheet:
    """The rows of a sheet, merged cells filled down; ``filled`` tells which cells that were."""

    rows: Iterable[tuple[Any, ...]]
    marks: Marks
    is_hidden: bool = False
    filled: set[tuple[int, int]] = field(default_factory=set)


def open_sheets(data: bytes) -> dict[str, OpenSheet]:
    """Return every sheet by its name; raises Invalid for what is no workbook."""
    broken = Invalid(
        "file_broken", _("这个文件打不开。请用 Excel 或 WPS 另存为 .xlsx 后再传。"), "file"
    )
    if len(data) > MAX_BYTES:
        raise Invalid("file_too_big", _("文件超过 40 MB，请分成几份再传。"), "file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _measure(packed)
            data = _transitional(packed) or data
        book = workbooks.library().load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        found: dict[str, OpenSheet] = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            opened = OpenSheet((), _marks(sheet), sheet.sheet_state != "visible")
            rows = _guarded(sheet.iter_rows(values_only=True), broken)
            opened.rows = _whole(rows, opened)
            found[sheet.title.strip()] = opened
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


def _transitional(packed: zipfile.ZipFile) -> bytes | None:
    """Return the file with transitional namespaces when it is written in the strict ones."""
    if "xl/workbook.xml" not in packed.namelist() or _STRICT not in packed.read("xl/workbook.xml"):
        return None
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for part in packed.infolist():
            text = packed.read(part)
            if part.filename.endswith((".xml", ".rels")):
                for strict, loose in _TRANSITIONAL.items():
                    text = text.replace(strict, loose)
            again.writestr(part.filename, text)
    return out.getvalue()


def _guarded(rows: Iterable[tuple[Any, ...]], broken: Invalid) -> Iterable[tuple[Any, ...]]:
    """The rows of a sheet; a fault in the middle of the file is told as one of the file."""
    try:
        yield from rows
    except _BROKEN as error:
        raise broken from error


# -- What the values alone do not show ---------------------------------------------------------


_MARKED = re.compile(rb"mergeCell\b|hidden=|<(?:\w+:)?f[ />]")


_CHUNK = 1 << 20


_TRUE = {"1", "true"}


def _has_marks(source: Any) -> bool:
    """Tell whether a sheet needs a second walk: most hold nothing but values."""
    tail = b""
    for chunk in iter(partial(source.read, _CHUNK), b""):
        if _MARKED.search(tail + chunk):
            return True
        tail = chunk[-16:]
    return False


def _marks(sheet: Any) -> Marks:
    marks = Marks()
    with sheet._get_source() as source:
        if not _has_marks(source):
            return marks
    library = workbooks.library()
    with sheet._get_source() as source:
        row = 0
        for event, element in library.xml.functions.iterparse(source, events=("start", "end")):
            name = element.tag.rpartition("}")[2]
            if event == "start":
                if name == "row":
                    row = int(element.get("r") or row + 1)
                    if element.get("hidden") in _TRUE:
                        marks.hidden_rows.append(row)
                continue
            _note(marks, name, element, row)
            if name in {"row", "mergeCell", "col"}:
                element.clear()
    return marks


def _note(marks: Marks, name: str, element: Any, row: int) -> None:
    """Note what an element that has been read says; a cell stands in the row that is open."""
    bounds = workbooks.library().utils.cell.range_boundaries
    if name == "mergeCell":
        marks.merged.append(bounds(element.get("ref")))
    elif name == "col" and element.get("hidden") in _TRUE:
        first, last = int(element.get("min")), int(element.get("max"))
        marks.hidden_columns += range(first, min(last, first + 100) + 1)
    elif name == "c" and element.get("r"):
        inner = {child.tag.rpartition("}")[2]: child.text for child in element}
        is_empty_text = element.get("t") == "str" and "v" in inner
        if "f" in inner and not inner.get("v") and not is_empty_text:
            marks.unstored.setdefault(row, []).append(bounds(element.get("r"))[0])


def _whole(rows: Iterable[tuple[Any, ...]], sheet: OpenSheet) -> Iterator[tuple[Any, ...]]:
    """Fill merged cells down, and mark the formulas without a result.

    A row that holds nothing of its own stays empty. Cells beside the first column of a range stay
    as they are: what a merged cell covers to its right is another column's matter.
    """
    starts: dict[int, list[tuple[int, int]]] = {}
    for column, first, _last_column, last in sheet.marks.merged:
        if last > first:
            starts.setdefault(first, []).append((column, last))
    running: list[tuple[int, int, Any]] = []
    for number, row in enumerate(rows, 1):
        unstored = sheet.marks.unstored.get(number, ())
        running = [one for one in running if one[1] >= number]
        if not (running or unstored or number in starts):
            yield row
            continue
        cells = list(row)
        is_blank = not unstored and all(value in (None, "") for value in cells)
        widest = max([*(one[0] for one in running), *unstored, 0])
        cells += [None] * (widest - len(cells))
        for column in unstored:
            cells[column - 1] = UNSTORED
        for column, _last, value in () if is_blank else running:
            if cells[column - 1] in (None, ""):
                cells[column - 1] = value
                sheet.filled.add((number, column))
        for column, last in starts.get(number, ()):
            running.append((column, last, cells[column - 1] if column <= len(cells) else None))
        yield tuple(cells)
