# SPDX-License-Identifier: Apache-2.0
"""A workbook read back into records, each value knowing its sheet, row and column. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from services.exchange.assembling import Line, Parsed, put_together
from services.exchange.cells import BadCell, text_of, value_of
from services.exchange.columns import CODE, ITEMS, MATERIALS, SHEETS
from services.exchange.places import CellProblem
from services.exchange.workbooks import open_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from services.exchange.columns import Column

#: Title lines that may stand above the headers.
TITLES = 5


def parse(data: bytes) -> Parsed:
    """Read a workbook; raises Invalid when it is none or holds too much."""
    parsed = Parsed()
    lines: dict[str, list[Line]] = {}
    sheets = open_sheets(data)
    for name, columns in SHEETS.items():
        if name in sheets:
            lines[name] = list(_lines(name, columns, sheets[name], parsed))
        elif name in {ITEMS, MATERIALS}:
            text = _("文件里没有“%(sheet)s”表，请用模板。") % {"sheet": name}
            parsed.problems.append(CellProblem(name, 0, "", "", "missing_sheet", text))
    put_together(lines, parsed)
    return parsed


def _header(
    name: str, columns: Iterable[Column], row: tuple[Any, ...], number: int, parsed: Parsed
) -> list[tuple[int, Column]]:
    """Match the headers of a sheet with its columns; notes what is missing."""
    given = [text_of(value).strip() if value is not None else "" for value in row]
    found = []
    for column in columns:
        if given.count(column.header) > 1:
            text = _("表头“%(header)s”出现了两次。") % {"header": column.header}
            parsed.problems.append(
                CellProblem(name, number, column.header, "", "duplicate_column", text)
            )
        if column.header in given:
            found.append((given.index(column.header), column))
        elif not column.optional:
            text = _("缺少“%(header)s”这一列。") % {"header": column.header}
            parsed.problems.append(
                CellProblem(name, number, column.header, "", "missing_column", text)
            )
    return found


def _lines(
    name: str, columns: tuple[Column, ...], rows: Iterable[tuple[Any, ...]], parsed: Parsed
) -> Iterator[Line]:
    header: list[tuple[int, Column]] | None = None
    for number, row in enumerate(rows, 1):
        if header is None:
            if CODE in row:
                header = _header(name, columns, row, number, parsed)
            elif number >= TITLES:
                break
        elif any(value not in (None, "") for value in row):
            yield _line(name, header, number, row)
    if header is None:
        text = _("“%(sheet)s”表的前几行里没有表头“%(code)s”。") % {"sheet": name, "code": CODE}
        parsed.problems.append(CellProblem(name, 1, CODE, "", "missing_header", text))


def _line(name: str, header: list[tuple[int, Column]], number: int, row: tuple[Any, ...]) -> Line:
    values: dict[str, Any] = {}
    bad: dict[str, CellProblem] = {}
    for place, column in header:
        cell = row[place] if place < len(row) else None
        try:
            value = value_of(column, cell)
        except BadCell as error:
            code = text_of(row[header[0][0]] or "")
            bad[column.key] = CellProblem(
                name, number, column.header, code, error.rule, error.message
            )
            value = None
        if value not in (None, []) or not column.optional:
            values[column.key] = value
    if "code" in values and isinstance(values["code"], str):
        values["code"] = values["code"].strip()
    return Line(number, values, bad)
