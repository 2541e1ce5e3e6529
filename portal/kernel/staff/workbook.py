# SPDX-License-Identifier: Apache-2.0
"""A city's file as a workbook: one sheet a part, Chinese headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.kernel.errors import Invalid
from portal.kernel.staff.city import PARTS, SHEETS

if TYPE_CHECKING:
    from pathlib import Path


def write_template(path: Path) -> None:
    """Write a workbook with the headings and nothing below them."""
    book = Workbook(write_only=True)
    for part, columns in PARTS.items():
        book.create_sheet(SHEETS[part]).append(list(columns.values()))
    book.save(path)


def read_workbook(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the parts of a workbook as a document; raises Invalid for a file that is none."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, KeyError, ValueError, InvalidFileException) as error:
        raise Invalid("not_a_workbook", _("这不是能打开的Excel文件（.xlsx）。"), "file") from error
    names = {title: part for part, title in SHEETS.items()}
    unknown = [title for title in book.sheetnames if title not in names]
    if unknown:
        raise Invalid(
            "unknown_part", _("不认识的部分：%(name)s。") % {"name": unknown[0]}, unknown[0]
        )
    return {names[title]: _read(book[title], PARTS[names[title]]) for title in book.sheetnames}


def _read(sheet: Any, columns: dict[str, str]) -> list[dict[str, Any]]:
    headings = {title: name for name, title in columns.items()}
    lines = sheet.iter_rows(values_only=True)
    first = [str(cell or "").strip() for cell in next(lines, ())]
    names = [headings.get(title, title) for title in first]
    rows = []
    for line in lines:
        told = dict(zip(names, line, strict=False))
        row = {name: value for name, value in told.items() if name and value not in (None, "")}
        if row:
            rows.append(row)
    return rows
