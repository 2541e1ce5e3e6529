# SPDX-License-Identifier: Apache-2.0
"""Spreadsheets: openpyxl when somebody really reads or writes one, and text that is never a formula."""

from __future__ import annotations

import io
from importlib import import_module
from typing import Any

#: Text that a spreadsheet program would take for a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r")


def library() -> Any:
    """Return the package openpyxl.

    It is loaded on first use: it brings numpy along, tenths of a second and dozens of megabytes
    that no page needs.
    """
    return import_module("openpyxl")


def begin() -> Any:
    """Return a new workbook whose sheets are written row by row."""
    return library().Workbook(write_only=True)


def safe(sheet: Any, value: object) -> Any:
    """Return a value as a cell of a sheet that is never a formula, whatever it begins with."""
    if not isinstance(value, str) or not value.startswith(RISKY):
        return value
    cell = library().cell.WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def finished(book: Any) -> bytes:
    """Return the file of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
