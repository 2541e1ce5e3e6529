# SPDX-License-Identifier: Apache-2.0
"""Turning a checked catalogue row into the catalogue's own codes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.codes import Handling, StepRole
from services.labels import (
    APPLICANT_KINDS,
    CROSS_REGIONS,
    FORMS,
    HANDLINGS,
    ITEM_TYPES,
    NECESSITIES,
    PROVENANCES,
    SOURCES,
)
from services.records import MaterialRecord, ProcedureRecord, Record, StepRecord
from services.regimes import choose, stops
from services.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping


def review_steps(handling: str, promised_days: int) -> tuple[StepRecord, ...]:
    """The usual steps: an immediate item is decided by one person on the spot, a committed one
    passes 承办, 审核 and 批准 within the promise."""
    if handling == Handling.IMMEDIATE:
        return (StepRecord(1, StepRole.APPROVER, "当场审查并决定", 1),)
    first = max(1, promised_days - 2)
    return (
        StepRecord(1, StepRole.REVIEWER, "承办", first),
        StepRecord(2, StepRole.EXAMINER, "审核", 1),
        StepRecord(3, StepRole.APPROVER, "批准", 1),
    )


def _material(row: Mapping[str, Any]) -> MaterialRecord:
    return MaterialRecord(
        name=tidy(row["name"]),
        is_main=row["grade"] == "主要",
        is_deferrable=row["deferrable"],
        necessity=str(NECESSITIES[row["necessity"]]),
        form=str(FORMS[row["form"]]),
        copies=row["copies"],
        source=str(SOURCES[row["source"]]),
        is_shareable=row["shareable"],
    )


def read(row: Mapping[str, Any]) -> Record:
    """Turn a record that passed `rules.check` into the catalogue's own codes."""
    item_type = str(ITEM_TYPES[row["item_type"]])
    handling = str(HANDLINGS[row["handling_type"]])
    bases = tuple((tidy(basis["law"]), tidy(basis["article"])) for basis in row["legal_basis"])
    regime = choose(item_type, (law for law, _article in bases))
    procedures = []
    for step in row["special_procedures"]:
        claimed = not step["counts_toward_deadline"]
        statutory, promised = stops(step["kind"], under=regime, claimed=claimed)
        procedures.append(ProcedureRecord(step["kind"], step["days"], claimed, statutory, promised))
    return Record(
        code=row["code"],
        name=tidy(row["name"]),
        item_type=item_type,
        is_local_code=row["local_code"],
        organ=row["department"],
        regime=regime.code,
        handling=handling,
        statutory_days=row["statutory_days"],
        promised_days=row["promised_days"],
        applicant_kind=str(APPLICANT_KINDS[row["applicant_type"]]),
        cross_region=str(CROSS_REGIONS[row["cross_region"]]),
        is_online="全程网办" in row["channels"],
        is_at_window="窗口" in row["channels"],
        has_site_visit=row["site_inspection"],
        result_name=tidy(row["result"]["name"]),
        validity_years=row["result"].get("validity_years"),
        # 行政许可法 34: checking the substance takes two members of staff.
        second_person=handling == Handling.COMMITTED or row["site_inspection"],
        provenance=str(PROVENANCES[row["provenance"]]),
        found_fields=tuple(row["found_fields"]),
        bases=bases,
        fee=(row["fee_name"], row["fee_standard"]) if row["fee"] else None,
        materials=tuple(_material(material) for material in row["materials"]),
        procedures=tuple(procedures),
        steps=review_steps(handling, row["promised_days"]),
    )
