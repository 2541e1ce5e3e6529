# SPDX-License-Identifier: Apache-2.0
"""Records as a workbook of four sheets, and the empty template. Pure.

Every text is written as text: a cell that begins with = stays words and is never a formula.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.http import workbooks
from services.exchange.sheets import FEES, ITEMS, JOINT, MATERIALS, SHEETS, SPECIAL, STEPS
from services.items.queries import published
from services.items.rows import row_of
from services.items.version_record import record_of, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from services.exchange.sheets import Column


# -- The published catalogue, row by row, without holding it all in memory ---------------------


#: Versions read at a time, with all that hangs on them.
CHUNK = 500


def published_rows() -> Iterator[dict[str, Any]]:
    """Yield every version in force in the shape of the catalogue file, by code."""
    versions = whole(published()).order_by("offering__item__code", "offering__code")
    for version in versions.iterator(chunk_size=CHUNK):
        yield row_of(record_of(version))


_TINT = "E8EEF7"


NOTES = "说明"


def _at(record: Mapping[str, Any], key: str) -> Any:
    head, _dot, rest = key.partition(".")
    value = record.get(head)
    if not rest:
        return value
    if isinstance(value, list):
        return [part[rest] for part in value]
    return value.get(rest) if value else None


def _cell(column: Column, record: Mapping[str, Any]) -> Any:
    value = _at(record, column.key)
    if value is None:
        return None
    if column.kind == "words":
        return next(word for word, meant in column.words.items() if meant == value)
    if column.kind == "lines":
        return "\n".join(value)
    if column.kind == "list":
        return "、".join(value)
    return value


def _steps(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for step in record.get("special_procedures") or ():
        yield {**step, "type": SPECIAL, "name": step["kind"]}
    for part in record.get("joint_departments") or ():
        yield {**part, "type": JOINT}


def _rows(record: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """What one record puts on each sheet."""
    return {
        ITEMS: [record],
        MATERIALS: list(record["materials"]),
        FEES: [record] if record.get("fee") else [],
        STEPS: list(_steps(record)),
    }


def _letter(place: int) -> str:
    """The name of a column, counted from 0."""
    return chr(ord("A") + place) if place < 26 else f"A{chr(ord('A') + place - 26)}"


def workbook(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the XLSX file of some records; an empty list gives the template."""
    book = workbooks.begin()
    sheets = {}
    parts = [(record["code"], _rows(record)) for record in records]
    for name, columns in SHEETS.items():
        sheet = sheets[name] = book.create_sheet(name)
        # as spreadsheet programs write it: without it a reader walks through the sheet twice
        size = f"A1:{_letter(len(columns) - 1)}{1 + sum(len(part[name]) for _code, part in parts)}"
        sheet.calculate_dimension = partial(str, size)
        sheet.freeze_panes = "B2"
        for place, column in enumerate(columns):
            sheet.column_dimensions[_letter(place)].width = max(12, 2 * len(column.header) + 4)
        sheet.append([_head(sheet, column.header) for column in columns])
    for code, part in parts:
        for name, rows in part.items():
            sheet, columns = sheets[name], SHEETS[name]
            for row in rows:
                cells = [_cell(column, row) for column in columns[1:]]
                sheet.append([workbooks.safe(sheet, value) for value in (code, *cells)])
    _explain(book)
    return workbooks.finished(book)


def _head(sheet: Any, text: str) -> Any:
    library = workbooks.library()
    cell = library.cell.WriteOnlyCell(sheet, text)
    cell.font = library.styles.Font(bold=True)
    cell.fill = library.styles.PatternFill("solid", fgColor=_TINT)
    return cell


def _explain(book: Any) -> None:
    """A last sheet that says what belongs into which column; the import leaves it alone."""
    sheet = book.create_sheet(NOTES)
    sheet.column_dimensions["B"].width, sheet.column_dimensions["C"].width = 24, 60
    sheet.append([_head(sheet, text) for text in (_("表"), _("列"), _("怎么填"))])
    for name, columns in SHEETS.items():
        for column in columns:
            note = column.note or ("" if column.optional else _("必填"))
            sheet.append([name, column.header, note + (_("（可不填）") if column.optional else "")])
