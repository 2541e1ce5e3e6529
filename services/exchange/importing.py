# SPDX-License-Identifier: Apache-2.0
"""Loading a city's workbook; what is wrong is told by sheet, row and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.places.models import Organ
from portal.kernel.places.naming import full_name
from services.exchange.understanding import organ_of
from services.exchange.workbook import Taken, parse
from services.items.checking import Located, Report, Understood, silent
from services.items.loading import ensure_organs_and_fees, import_catalogue
from services.items.models.item import ServiceItem

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.exchange.places import CellProblem, Places
    from services.exchange.workbook import Parsed
    from services.items.checking import Progress, Remark


# -- What became of a workbook, each remark at its cell ----------------------------------------


def located(problem: CellProblem) -> Located:
    """Return a wrong cell as a remark at its place."""
    return Located(
        problem.row, problem.code, problem.column, problem.rule, problem.message,
        sheet=problem.sheet, column=problem.column,
    )  # fmt: skip


def placed(remark: Remark, places: Places) -> Located:
    """Return a remark about a record with the cell that it is about."""
    sheet, row, column = places.of(remark.field)
    said = remark.message.replace(f"“{remark.field}”", f"“{column}”")  # the header people know
    return Located(row, remark.code, remark.field, remark.rule, said, sheet=sheet, column=column)


@dataclass
class ImportOutcome:
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


def understood(parsed: Parsed) -> list[Understood]:
    """Return every cell that was taken for something else, with both readings."""
    return [
        Understood(
            one.row, one.code, one.column, "understood",
            _("“%(typed)s”看作“%(taken)s”。") % {"typed": one.typed, "taken": one.taken},
            sheet=one.sheet, column=one.column, typed=one.typed, taken=one.taken,
        )
        for one in sorted(parsed.taken, key=lambda one: (one.sheet, one.row))
    ]  # fmt: skip


def name_organs(parsed: Parsed) -> None:
    """Put the register's names where organs are written with their city's name before them."""
    organs = Organ.objects.select_related("division")
    known = {organ.name: full_name(organ) for organ in organs}
    full = {written: name for name, written in known.items()}
    for record, places in zip(parsed.records, parsed.places, strict=True):
        told = [("department", record)]
        told += [
            (f"joint_departments[{number}].department", part)
            for number, part in enumerate(record.get("joint_departments") or ())
        ]
        for where, holder in told:
            typed = holder.get("department")
            name = organ_of(typed, full, known)
            if name is None:
                continue
            holder["department"] = name
            sheet, row, column = places.of(where)
            parsed.taken.append(Taken(sheet, row, column, places.code, str(typed), name))


#: What hangs on an item by its code.
PARTS = ("materials", "fee_name", "fee_standard")


#: Without these nothing in the file can be understood, so nothing is taken from it.
FATAL = frozenset({"missing_sheet", "missing_column", "missing_header", "duplicate_column"})


def _order(remark: Remark) -> tuple[str, int]:
    return (getattr(remark, "sheet", ""), remark.row)


def import_sheets(
    *,
    data: bytes,
    dry_run: bool = False,
    all_or_nothing: bool = False,
    progress: Progress = silent,
    by: User | None,
    at: datetime,
) -> ImportOutcome:
    """Import the good rows of a workbook and say of each other one which cell is wrong.

    Raises Invalid for a file that is no workbook. A sheet or column that is missing keeps the
    whole file out.
    """
    progress(_("读取"), 0, 1)
    ensure_organs_and_fees(by=by, at=at)
    parsed = parse(data, set(ServiceItem.objects.values_list("code", flat=True)))
    name_organs(parsed)
    progress(_("读取"), 1, 1)
    told = [located(problem) for problem in parsed.problems]
    notes: list[Remark] = [located(problem) for problem in parsed.notes]
    cells: dict[int, set[str]] = {}
    for number, places in enumerate(parsed.places, 1):
        told += [located(problem) for problem in places.problems()]
        if places.problems():
            cells[number] = set(places.bad)
            if "code" in places.bad:
                cells[number] |= set(PARTS)  # they cannot find their item
    if any(remark.rule in FATAL for remark in told):
        report = Report(rejected=list(told), notes=notes, understood=understood(parsed))
        return ImportOutcome(report, is_unreadable=True)
    report = import_catalogue(
        rows=parsed.records,
        dry_run=dry_run,
        all_or_nothing=all_or_nothing,
        barred=cells,
        progress=progress,
        by=by,
        at=at,
    )
    refused = {remark.row for remark in report.rejected} | cells.keys()
    told += [
        placed(remark, parsed.places[remark.row - 1])
        for remark in report.rejected
        if remark.field not in cells.get(remark.row, ())
    ]
    report.rejected = sorted(told, key=_order)
    notes += [placed(remark, parsed.places[remark.row - 1]) for remark in report.notes]
    report.notes, report.understood = notes, understood(parsed)
    outcome = ImportOutcome(report, places={one.code: one for one in parsed.places})
    for number, record in enumerate(parsed.records, 1):
        (outcome.refused if number in refused else outcome.good).append(record)
    return outcome
