# SPDX-License-Identifier: Apache-2.0
"""A workbook read back into records, each value knowing its sheet, row and column. Pure."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.errors import Invalid
from portal.kernel.http import workbooks
from services.exchange.places import CellProblem, Places
from services.exchange.sheets import (
    CODE,
    FEES,
    ITEMS,
    JOINT,
    MATERIALS,
    SHEETS,
    SPECIAL,
    STEPS,
    BadCell,
    text_of,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from services.exchange.sheets import Column


# -- The lines of four sheets put together into records. Pure ----------------------------------


@dataclass
class Parsed:
    """The records of a workbook in the shape of the JSON file, and where each value stood."""

    records: list[dict[str, Any]] = field(default_factory=list)
    places: list[Places] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its number in the file and its values by key."""

    number: int
    values: dict[str, Any]
    bad: dict[str, CellProblem]


def put_together(lines: dict[str, list[Line]], parsed: Parsed) -> None:
    """Hang materials, fees and steps on their items; refuse those of an item not in the file."""
    parts: dict[str, dict[str, list[Line]]] = {}
    known = {line.values.get("code") for line in lines.get(ITEMS, ())}
    for name in (MATERIALS, FEES, STEPS):
        for line in lines.get(name, ()):
            code = line.values.get("code") or ""
            if code in known:
                parts.setdefault(code, {}).setdefault(name, []).append(line)
                continue
            text = _("“%(sheet)s”表里没有编码是“%(code)s”的事项。") % {"sheet": ITEMS, "code": code}
            parsed.problems.append(CellProblem(name, line.number, CODE, code, "unknown_item", text))
    for line in lines.get(ITEMS, ()):
        own = parts.get(line.values.get("code") or "", {})
        record, places = _record(line, own)
        parsed.records.append(record)
        parsed.places.append(places)


def _nested(values: dict[str, Any]) -> dict[str, Any]:
    """Dotted keys as records inside the record."""
    record: dict[str, Any] = {}
    for key, value in values.items():
        head, _dot, rest = key.partition(".")
        if rest:
            record.setdefault(head, {})[rest] = value
        else:
            record[key] = value
    return record


def _bases(laws: list[str], articles: list[str]) -> list[dict[str, str | None]]:
    size = max(len(laws), len(articles))
    return [
        {
            "law": laws[place] if place < len(laws) else None,
            "article": articles[place] if place < len(articles) else None,
        }
        for place in range(size)
    ]


def _record(line: Line, own: dict[str, list[Line]]) -> tuple[dict[str, Any], Places]:
    values = dict(line.values)
    laws = values.pop("legal_basis.law", None) or []
    articles = values.pop("legal_basis.article", None) or []
    record = _nested(values)
    record["legal_basis"] = _bases(laws, articles)
    places = Places(line.number, str(values.get("code") or ""), dict(line.bad))
    fees = own.get(FEES, [])
    record["fee_name"] = fees[0].values.get("fee_name") if fees else None
    record["fee_standard"] = fees[0].values.get("fee_standard") if fees else None
    places.fee(fees[0].number if fees else 0, [extra.number for extra in fees[1:]])
    record["materials"] = []
    for material in own.get(MATERIALS, ()):
        inner = {key: value for key, value in material.values.items() if key != "code"}
        places.part("materials", MATERIALS, material.number, material.bad)
        record["materials"].append(inner)
    record["special_procedures"], joint = [], []
    for step in own.get(STEPS, ()):
        inner = step.values
        if inner.get("type") == JOINT:
            places.part("joint_departments", STEPS, step.number, step.bad)
            joint.append({key: inner.get(key) for key in ("department", "name", "days")})
            continue
        places.part("special_procedures", STEPS, step.number, step.bad)
        if inner.get("type") != SPECIAL:
            places.unknown_step(step.number)
        record["special_procedures"].append(
            {
                "kind": inner.get("name"),
                "days": inner.get("days"),
                "counts_toward_deadline": inner.get("counts_toward_deadline"),
            }
        )
    if joint:
        record["joint_departments"] = joint
    if record.get("item_code") not in (None, record.get("code")):
        # an offering of another level says only what differs; the rest is the basic item's
        record = {key: value for key, value in record.items() if value not in (None, [])}
    return record, places


# -- Opening a workbook that somebody sent, without letting it unfold beyond measure. Pure -----


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
        book = workbooks.library().load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
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
