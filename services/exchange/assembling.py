# SPDX-License-Identifier: Apache-2.0
"""The lines of four sheets put together into records. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from services.exchange.columns import CODE, FEES, ITEMS, JOINT, MATERIALS, SPECIAL, STEPS
from services.exchange.places import CellProblem, Places


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
