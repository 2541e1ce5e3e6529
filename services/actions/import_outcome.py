# SPDX-License-Identifier: Apache-2.0
"""What became of a workbook, each remark at its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from services.items.checking import Located

if TYPE_CHECKING:
    from services.exchange.places import CellProblem, Places
    from services.items.checking import Remark, Report


def located(problem: CellProblem) -> Located:
    return Located(
        problem.row, problem.code, problem.column, problem.rule, problem.message,
        sheet=problem.sheet, column=problem.column,
    )  # fmt: skip


def placed(remark: Remark, places: Places) -> Located:
    sheet, row, column = places.of(remark.field)
    said = remark.message.replace(f"“{remark.field}”", f"“{column}”")  # the header people know
    return Located(row, remark.code, remark.field, remark.rule, said, sheet=sheet, column=column)


@dataclass
class Outcome:
    """What became of a workbook: the records that are good, and those that stayed out."""

    report: Report
    good: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    places: dict[str, Places] = field(default_factory=dict)
    is_unreadable: bool = False

    def located(self, remark: Remark) -> Remark:
        """A remark on a record of this workbook, with the cell it is about."""
        places = self.places.get(remark.code)
        return placed(remark, places) if places else remark
