# SPDX-License-Identifier: Apache-2.0
"""Where a value of a record stood in its workbook. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.exchange.sheets import (
    ARTICLES,
    CODE,
    FEES,
    ITEMS,
    JOINT,
    LAWS,
    SHEETS,
    SPECIAL,
    STEPS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_PART = re.compile(r"(\w+)\[(\d+)\](?:\.(\w+))?")
_STEP_KEYS = {"kind": "name"}


@dataclass(frozen=True)
class CellProblem:
    """What is wrong in which cell; row 0 means the whole sheet."""

    sheet: str
    row: int
    column: str
    code: str
    rule: str
    message: str


def _headers(sheet: str) -> dict[str, str]:
    return {column.key: column.header for column in SHEETS[sheet]}


_HEADERS = {sheet: _headers(sheet) for sheet in SHEETS}
_ITEM = _HEADERS[ITEMS]


@dataclass
class Places:
    """The rows of one record: its own, and those of its parts in their order."""

    row: int
    code: str
    bad: dict[str, CellProblem] = field(default_factory=dict)
    parts: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    fee_row: int = 0
    more: list[CellProblem] = field(default_factory=list)

    def part(self, key: str, sheet: str, row: int, bad: dict[str, CellProblem]) -> None:
        """Note the row of the next part of a kind, and what could not be read in it."""
        rows = self.parts.setdefault(key, [])
        for name, problem in bad.items():
            self.bad[f"{key}[{len(rows)}].{name}"] = problem
        rows.append((sheet, row))

    def fee(self, row: int, extra: Iterable[int]) -> None:
        """Note the row of the fee; an item has one."""
        self.fee_row = row
        for number in extra:
            text = _("一个事项只能有一行收费。")
            self.more.append(CellProblem(FEES, number, CODE, self.code, "more_than_one_fee", text))

    def unknown_step(self, row: int) -> None:
        """Note a row of the steps whose type is no known word."""
        text = _("环节类别请填：%(words)s。") % {"words": f"{SPECIAL} / {JOINT}"}
        self.more.append(CellProblem(STEPS, row, "环节类别", self.code, "unknown_step_type", text))

    def of(self, where: str) -> tuple[str, int, str]:
        """Return sheet, row and header of a field as the rules name it."""
        found = _PART.fullmatch(where)
        if found and found[1] == "legal_basis":
            return ITEMS, self.row, ARTICLES if found[3] == "article" else LAWS
        if found and found[1] in self.parts:
            sheet, row = self.parts[found[1]][int(found[2])]
            key = _STEP_KEYS.get(found[3], found[3]) if sheet == STEPS else found[3]
            return sheet, row, _HEADERS[sheet].get(key or "code", CODE)
        if where in {"fee_name", "fee_standard"} and self.fee_row:
            return FEES, self.fee_row, _HEADERS[FEES][where]
        head = found[1] if found else where
        for key, header in _ITEM.items():
            if key == head or key.partition(".")[0] == head:
                return ITEMS, self.row, header
        return ITEMS, self.row, _ITEM["fee"] if head.startswith("fee") else CODE

    def problems(self) -> list[CellProblem]:
        """Return what was wrong before any rule was asked."""
        return [*self.bad.values(), *self.more]
