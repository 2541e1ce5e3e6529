# SPDX-License-Identifier: Apache-2.0
"""Holiday notices: reading their files and folding them into days. Pure."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from portal.kernel.deadlines.engine.calendar import Calendar, DayRow, weekday_row
from portal.kernel.deadlines.words import DayKind
from portal.kernel.errors import Invalid
from portal.kernel.wording import optional

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_SATURDAY = 5


_DECEMBER = 12


#: A notice of the year after may begin on one of the last days of December.
_LATE_DECEMBER = 29


_CSV_OFF = {"holiday": True, "workday": False}


_MAX_NAME = 60


_MAX_SOURCE = 200


@dataclass(frozen=True, slots=True)
class NamedDate:
    """One date that a notice names: a day off or a day of work."""

    date: date
    off: bool
    name: str = ""
    source: str = ""
    local: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the entry as kept in the calendar version."""
        return {
            "date": self.date.isoformat(),
            "off": self.off,
            "name": self.name,
            "source": self.source,
            "local": self.local,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> NamedDate:
        """Rebuild an entry from ``as_json``."""
        return cls(
            date.fromisoformat(raw["date"]), raw["off"], raw["name"], raw["source"], raw["local"]
        )


@dataclass(frozen=True, slots=True)
class Layer:
    """One loaded notice. ``replaces`` drops what earlier notices said about its years."""

    entries: tuple[NamedDate, ...]
    replaces: bool = False

    def years(self) -> frozenset[int]:
        """Return the years that the notice announces.

        A local day announces none, nor does a late December day in front of the next
        year's New Year holiday.
        """
        days = [entry.date for entry in self.entries if not entry.local]
        years = {day.year for day in days}
        return frozenset(
            year
            for year in years
            if year + 1 not in years
            or any(day.year == year and not _is_late_december(day) for day in days)
        )


def _is_late_december(day: date) -> bool:
    return day.month == _DECEMBER and day.day >= _LATE_DECEMBER


def fold(layers: Iterable[Layer]) -> list[DayRow]:
    """Lay notices over the plain weekdays of all announced years; the later one wins.

    Raises Invalid when no year or an unbroken run of years is not announced.
    """
    named: dict[date, NamedDate] = {}
    years: set[int] = set()
    for layer in layers:
        announced = layer.years()
        years |= announced
        if layer.replaces:
            named = {
                day: entry
                for day, entry in named.items()
                if entry.local or day.year not in announced
            }
        named |= {entry.date: entry for entry in layer.entries}
    if not years:
        raise Invalid("no_year", _("文件里没有任何一年的放假安排。"))
    for year in range(min(years), max(years)):
        if year not in years:
            raise Invalid(
                "year_missing", _("请先载入%(year)s年的放假安排，日历不能有缺口。") % {"year": year}
            )
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    return [
        _row(first + timedelta(days=offset), named) for offset in range((last - first).days + 1)
    ]


def _row(day: date, named: Mapping[date, NamedDate]) -> DayRow:
    plain = weekday_row(day)
    entry = named.get(day)
    if entry is None:
        return plain
    if entry.local:
        kind = DayKind.LOCAL
    elif entry.off:
        kind = DayKind.HOLIDAY
    else:
        kind = DayKind.MAKEUP if day.weekday() >= _SATURDAY else DayKind.WEEKDAY
    return DayRow(day, not entry.off, kind, entry.name, entry.source)


def parse(text: str, *, source: str = "", local: bool = False) -> tuple[NamedDate, ...]:
    """Read a notice file: a JSON list of {date, name, isOffDay}, or CSV date,kind,name.

    A JSON object with such a list under ``days`` (and ``papers``) is read as well. Raises
    Invalid naming every bad row, or the date that occurs twice.
    """
    stripped = text.lstrip("\ufeff").lstrip()
    if stripped.startswith(("[", "{")):
        raw, papers = _from_json(stripped)
        source = source or papers
    else:
        raw = _from_csv(stripped)
    source = optional(source, "source", most=_MAX_SOURCE)
    entries, problems = [], []
    for number, row in enumerate(raw, 1):
        try:
            entries.append(_entry(row))
        except (KeyError, TypeError, ValueError):
            problems.append(number)
    if problems:
        raise Invalid(
            "bad_rows",
            _("以下各行不是有效的日期安排：%(rows)s。") % {"rows": "、".join(map(str, problems))},
            "file",
        )
    if len({entry.date for entry in entries}) != len(entries):
        raise Invalid("double_date", _("文件里有重复的日期。"), "file")
    if not entries:
        raise Invalid("no_year", _("文件里没有任何一年的放假安排。"), "file")
    entries.sort(key=lambda entry: entry.date)
    return tuple(
        replace(entry, source=source or _default_source(entry), local=local) for entry in entries
    )


def _default_source(entry: NamedDate) -> str:
    year = entry.date.year + (1 if _is_late_december(entry.date) else 0)
    return entry.source or f"国务院办公厅关于{year}年部分节假日安排的通知"


def _from_json(text: str) -> tuple[list[Any], str]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("not_json", _("文件不是有效的 JSON。"), "file") from None
    papers = ""
    if isinstance(data, dict):
        papers = "、".join(str(paper) for paper in data.get("papers") or [])
        data = data.get("days")
    if not isinstance(data, list):
        raise Invalid("not_a_list", _("文件应当是日期的列表。"), "file")
    return data, papers


def _from_csv(text: str) -> list[Any]:
    return [
        {**row, "isOffDay": _CSV_OFF.get(row.get("kind") or "")}
        for row in csv.DictReader(io.StringIO(text))
    ]


def _entry(row: Mapping[str, Any]) -> NamedDate:
    off = row["isOffDay"]
    if not isinstance(off, bool):
        raise TypeError("isOffDay")
    name, source = str(row.get("name") or ""), str(row.get("source") or "")
    if len(name) > _MAX_NAME or len(source) > _MAX_SOURCE:
        raise ValueError("name or source too long")
    return NamedDate(date.fromisoformat(str(row["date"])), off, name, source)


# -- The calendar that comes with the portal, from the State Council's notices. Pure -----------


FOLDER = Path(__file__).resolve().parents[2] / "data" / "holidays"


@cache
def entries() -> tuple[NamedDate, ...]:
    """Return all shipped entries, each with the notice that says so."""
    with (FOLDER / "notices.csv").open(encoding="utf-8", newline="") as file:
        sources = {
            int(row["year"]): f"{row['title']}（{row['document']}）" for row in csv.DictReader(file)
        }
    text = (FOLDER / "days.csv").read_text(encoding="utf-8")
    return tuple(replace(entry, source=sources[entry.date.year]) for entry in parse(text))


@cache
def calendar() -> Calendar:
    """Return the shipped calendar, 2023 to the last announced year."""
    return Calendar(fold([Layer(entries())]))
