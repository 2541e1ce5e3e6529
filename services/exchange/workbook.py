# SPDX-License-Identifier: Apache-2.0
"""A workbook read back into records, each value knowing its sheet, row and column. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.wording import shortened
from services.exchange.cells import open_sheets
from services.exchange.places import CellProblem, Places
from services.exchange.sheets import (
    BASIC_CODE,
    CODE,
    FEES,
    ITEMS,
    JOINT,
    LAWS,
    MATERIALS,
    SHEETS,
    SPECIAL,
    STEPS,
    BadCell,
)
from services.exchange.understanding import bases_of, cell_of, header_of, is_header, step_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from services.exchange.cells import OpenSheet
    from services.exchange.sheets import Column


# -- The lines of four sheets put together into records. Pure ----------------------------------


@dataclass(frozen=True)
class Taken:
    """A cell that was taken for something else than what stands in it."""

    sheet: str
    row: int
    column: str
    code: str
    typed: str
    taken: str


@dataclass
class Parsed:
    """The records of a workbook in the shape of the JSON file, and where each value stood."""

    records: list[dict[str, Any]] = field(default_factory=list)
    places: list[Places] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[CellProblem] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its number in the file and its values by key.

    ``is_more``: the code stands in a merged cell that began in a row above.
    """

    number: int
    values: dict[str, Any]
    bad: dict[str, CellProblem]
    is_more: bool = False


def put_together(lines: dict[str, list[Line]], parsed: Parsed) -> None:
    """Hang materials, fees and steps on their items; refuse those of an item not in the file.

    A row whose code is missing or damaged may belong to the item above it, which is refused.
    """
    parts: dict[str, dict[str, list[Line]]] = {}
    known = {line.values.get("code") for line in lines.get(ITEMS, ())} - {None, ""}
    broken: dict[str, list[CellProblem]] = {}
    for name in (MATERIALS, FEES, STEPS):
        for line, above, below in _neighbours(lines.get(name, [])):
            code = line.values.get("code") or ""
            if code in known:
                parts.setdefault(code, {}).setdefault(name, []).append(line)
                continue
            # without a code a row belongs to what stands above it, as merged cells would have it
            owner = above or ("" if line.bad.get("code") else below)
            problem = _homeless(name, line, owner)
            if owner in known and (not code or above == below):
                broken.setdefault(owner, []).append(problem)
            else:
                parsed.problems.append(problem)
    made: dict[str, Places] = {}
    for line in lines.get(ITEMS, ()):
        code = line.values.get("code") or ""
        if line.is_more and code in made:
            text = _("编码合并了几行，一个事项只能占一行。请把这几行并成一行，多条依据在格内换行。")
            made[code].more.append(
                CellProblem(ITEMS, line.number, CODE, code, "item_on_several_rows", text)
            )
            continue
        record, places = _record(line, parts.get(code, {}), parsed)
        places.more += broken.get(code, [])
        parsed.records.append(record)
        parsed.places.append(places)
        made[code] = places


def _neighbours(lines: list[Line]) -> Iterator[tuple[Line, str, str]]:
    """Every line with the code that stands above it and the next one below it."""
    below, after = "", []
    for line in reversed(lines):
        after.append(below)
        below = line.values.get("code") or below
    above = ""
    for line, following in zip(lines, reversed(after), strict=True):
        yield line, above, following
        if not line.bad.get("code"):
            above = line.values.get("code") or above


def _homeless(name: str, line: Line, owner: str) -> CellProblem:
    """What is wrong with a line that belongs to no item of the file."""
    if "code" in line.bad:
        problem = line.bad["code"]
        return CellProblem(name, line.number, CODE, owner, problem.rule, problem.message)
    code = line.values.get("code") or ""
    if code:
        text = _("“%(sheet)s”表里没有编码是“%(code)s”的事项。") % {"sheet": ITEMS, "code": code}
        return CellProblem(name, line.number, CODE, code, "unknown_item", text)
    text = _("这一行没有实施编码，不知道属于哪个事项，请填上。")
    if owner:
        text = _("这一行没有实施编码，挨着的事项 %(code)s 因此不收。请填上编码，或者删去这一行。")
        text %= {"code": owner}
    return CellProblem(name, line.number, CODE, owner, "missing_code", text)


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


def _laws(line: Line, values: dict[str, Any], parsed: Parsed) -> list[dict[str, str | None]]:
    """The legal bases of an item, also where law and article stand in one cell."""
    laws = values.pop("legal_basis.law", None) or []
    articles = values.pop("legal_basis.article", None) or []
    both = bases_of(laws) if laws and not articles else None
    if both is None or "legal_basis.article" in line.bad:
        return _bases(laws, articles)
    code = str(values.get("code") or "")
    taken = "；".join(" / ".join(one) for one in both)
    parsed.taken.append(Taken(ITEMS, line.number, LAWS, code, "\n".join(laws), taken))
    return [{"law": law, "article": article} for law, article in both]


def _special(step: Line, parsed: Parsed) -> dict[str, Any]:
    inner = step.values
    kind, told = step_of(inner.get("type"), inner.get("name"))
    if told:
        parsed.taken.append(
            Taken(STEPS, step.number, "环节名称", inner.get("code") or "", inner["name"], told)
        )
    return {
        "kind": kind,
        "days": inner.get("days"),
        "counts_toward_deadline": inner.get("counts_toward_deadline"),
    }


def _record(
    line: Line, own: dict[str, list[Line]], parsed: Parsed
) -> tuple[dict[str, Any], Places]:
    values = dict(line.values)
    bases = _laws(line, values, parsed)
    record = _nested(values)
    record["legal_basis"] = bases
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
        record["special_procedures"].append(_special(step, parsed))
    if joint:
        record["joint_departments"] = joint
    return record, places


def only_own(record: dict[str, Any]) -> dict[str, Any]:
    """Return an offering of another level with what it says itself; the rest is the basic item's."""
    if record.get("item_code") in (None, record.get("code")):
        return record
    return {key: value for key, value in record.items() if value not in (None, [])}


#: Title lines that may stand above the headers.
TITLES = 10


def parse(data: bytes, bases: Collection[str] | None = None) -> Parsed:
    """Read a workbook; raises Invalid when it is none or holds too much.

    ``bases`` are the basic codes that the item library has. Where it is given, a national basic
    code that it lacks leaves the row an item of its own.
    """
    parsed = Parsed()
    lines: dict[str, list[Line]] = {}
    sheets = open_sheets(data)
    for name, columns in SHEETS.items():
        if name in sheets:
            lines[name] = list(_lines(name, columns, sheets[name], parsed))
            _hidden(name, sheets[name], {line.number for line in lines[name]}, parsed)
        elif name in {ITEMS, MATERIALS}:
            text = _("文件里没有“%(sheet)s”表，请用模板。") % {"sheet": name}
            parsed.problems.append(CellProblem(name, 0, "", "", "missing_sheet", text))
    for name, sheet in sheets.items():
        if sheet.is_hidden and name not in SHEETS:
            text = _("“%(sheet)s”表是隐藏的，没有读。") % {"sheet": name}
            parsed.notes.append(CellProblem(name, 0, "", "", "hidden_sheet", text))
    put_together(lines, parsed)
    if bases is not None:
        _own_items(parsed, bases)
    parsed.records = [only_own(record) for record in parsed.records]
    return parsed


_NATIONAL = re.compile(r"\d{12}")


def _own_items(parsed: Parsed, bases: Collection[str]) -> None:
    """Take rows whose national basic code nobody here has as items with the province's code."""
    known = {record.get("code") for record in parsed.records} | set(bases)
    for record, places in zip(parsed.records, parsed.places, strict=True):
        basic = str(record.get("item_code") or "")
        if _NATIONAL.fullmatch(basic) and basic not in known:
            del record["item_code"]
            text = _("国家基本编码，事项库里还没有，按实施编码收为本级事项")
            parsed.taken.append(Taken(ITEMS, places.row, BASIC_CODE, places.code, basic, text))


def _hidden(name: str, sheet: OpenSheet, used: set[int], parsed: Parsed) -> None:
    """Note what a reader of the file may not have seen: it is read all the same."""
    if sheet.is_hidden:
        text = _("“%(sheet)s”表是隐藏的，里面的行也会导入；不要的请删去。") % {"sheet": name}
        parsed.notes.append(CellProblem(name, 0, "", "", "hidden_sheet", text))
    for row in sheet.marks.hidden_rows:
        if row in used:
            text = _("这一行是隐藏的，也会导入；不要的请删去。")
            parsed.notes.append(CellProblem(name, row, "", "", "hidden_row", text))


def _header(
    name: str, columns: Iterable[Column], given: list[str], number: int, parsed: Parsed
) -> list[tuple[int, Column]]:
    """Match the headers of a sheet with its columns; notes what is missing."""
    found = []
    for column in columns:
        fitting = [place for place, header in enumerate(given) if is_header(header, column)]
        if len(fitting) > 1:
            text = _("表头“%(header)s”出现了两次。") % {"header": column.header}
            parsed.problems.append(
                CellProblem(name, number, column.header, "", "duplicate_column", text)
            )
        if fitting:
            found.append((fitting[0], column))
        elif not column.optional:
            text = _("缺少“%(header)s”这一列。") % {"header": column.header}
            parsed.problems.append(
                CellProblem(name, number, column.header, "", "missing_column", text)
            )
    known = {place for place, _column in found}
    for place, header in enumerate(given):
        is_double = any(is_header(header, column) for column in columns)
        if header and place not in known and not is_double:
            text = _("“%(header)s”这一列不认识，没有读。") % {"header": header}
            parsed.notes.append(CellProblem(name, number, header, "", "unknown_column", text))
    return found


def _lines(
    name: str, columns: tuple[Column, ...], sheet: OpenSheet, parsed: Parsed
) -> Iterator[Line]:
    header: list[tuple[int, Column]] | None = None
    first: list[str] = []
    for number, row in enumerate(sheet.rows, 1):
        if header is None:
            given = [header_of(value) for value in row]
            if CODE in given:
                first, header = given, _header(name, columns, given, number, parsed)
            elif number > TITLES:
                break
        elif any(value not in (None, "") for value in row):
            place = first.index(CODE)
            if place < len(row) and header_of(row[place]) == CODE:
                continue  # the headers once more, as on every printed page
            yield _line(name, header, number, row, sheet, parsed)
    if header is None:
        text = _("“%(sheet)s”表的前几行里没有表头“%(code)s”。") % {"sheet": name, "code": CODE}
        parsed.problems.append(CellProblem(name, 1, CODE, "", "missing_header", text))


def _line(
    name: str,
    header: list[tuple[int, Column]],
    number: int,
    row: tuple[Any, ...],
    sheet: OpenSheet,
    parsed: Parsed,
) -> Line:
    values: dict[str, Any] = {}
    bad: dict[str, CellProblem] = {}
    code, is_more = "", False
    for place, column in header:
        cell = row[place] if place < len(row) else None
        try:
            value, taken = cell_of(column, cell)
        except BadCell as error:
            bad[column.key] = CellProblem(
                name, number, column.header, code, error.rule, error.message
            )
            value, taken = None, None
        if taken is not None:
            shown = shortened(str(cell), 200), shortened(taken, 200)
            parsed.taken.append(Taken(name, number, column.header, code, *shown))
        if value not in (None, []) or not column.optional:
            values[column.key] = value
        if column.key == "code":
            code, is_more = value or "", (number, place + 1) in sheet.filled
    return Line(number, values, bad, is_more)
