# SPDX-License-Identifier: Apache-2.0
"""A record back in the shape of a catalogue file: `read(row_of(record))` is the record. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from services.items.codes import Handling, ItemType, StepRole
from services.items.labels import (
    APPLICANT_KINDS,
    CROSS_REGIONS,
    FORMS,
    HANDLINGS,
    ITEM_TYPES,
    NECESSITIES,
    PROVENANCES,
    SOURCES,
)
from services.items.limits import citation_for
from services.items.record import JointRecord, MaterialRecord, ProcedureRecord, Record, StepRecord
from services.items.regimes import choose, concerns_safety, regime, stops
from services.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.items.regimes import Regime


# -- Turning a checked catalogue row into the catalogue's own codes. Pure ----------------------


#: What every organ may say for itself: where, when, whom to ask, where to complain.
LOCAL_TEXTS = ("place", "hours", "contact", "complaint_channel")


def review_steps(
    handling: str, promised_days: int, joint: Sequence[JointRecord] = ()
) -> tuple[StepRecord, ...]:
    """The usual steps: an immediate item is decided by one person on the spot, a committed one
    passes 承办, 审核 and 批准 within the promise; other organs' parts run beside the first."""
    if handling == Handling.IMMEDIATE:
        return (StepRecord(1, StepRole.APPROVER, "当场审查并决定", 1),)
    first = max(1, promised_days - 2)
    return (
        StepRecord(1, StepRole.REVIEWER, "承办", first),
        *(StepRecord(1, StepRole.REVIEWER, one.name, one.days, one.organ) for one in joint),
        StepRecord(2, StepRole.EXAMINER, "审核", 1),
        StepRecord(3, StepRole.APPROVER, "批准", 1),
    )


def _material_record(row: Mapping[str, Any]) -> MaterialRecord:
    return MaterialRecord(
        name=tidy(row["name"]),
        is_main=row["grade"] == "主要",
        is_deferrable=row["deferrable"],
        necessity=str(NECESSITIES[row["necessity"]]),
        form=str(FORMS[row["form"]]),
        copies=row["copies"],
        source=str(SOURCES[row["source"]]),
        is_shareable=row["shareable"],
        example=tidy(row.get("example") or ""),
    )


def _joint(row: Mapping[str, Any]) -> tuple[JointRecord, ...]:
    return tuple(
        JointRecord(part["department"], tidy(part["name"]), part["days"])
        for part in row.get("joint_departments") or ()
    )


def _statutory(
    row: Mapping[str, Any], regime: Regime, bases: tuple[tuple[str, str], ...]
) -> tuple[int | None, str]:
    """Return the statutory days and the law behind them: the item's own, else the regime's."""
    is_joint, days = bool(row.get("joint_departments")), row["statutory_days"]
    if days is None and is_joint:
        days = regime.joint_days
    own = row.get("statutory_basis")
    if own:
        return days, f"{tidy(own['law'])}{tidy(own['article'])}"
    return days, citation_for(days, regime=regime, is_joint=is_joint, bases=bases)


def _concerns_safety(row: Mapping[str, Any], item_type: str) -> bool:
    said = row.get("concerns_safety")
    return concerns_safety(item_type, row["name"]) if said is None else bool(said)


def _item_code(row: Mapping[str, Any]) -> str:
    told = row.get("item_code") or ""
    return "" if told == row["code"] else told


def read(row: Mapping[str, Any]) -> Record:
    """Turn a record that passed `rules.check` into the catalogue's own codes."""
    item_type = str(ITEM_TYPES[row["item_type"]])
    handling = str(HANDLINGS[row["handling_type"]])
    bases = tuple((tidy(basis["law"]), tidy(basis["article"])) for basis in row["legal_basis"])
    regime = choose(item_type, (law for law, _article in bases))
    statutory_days, statutory_citation = _statutory(row, regime, bases)
    joint = _joint(row)
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
        statutory_days=statutory_days,
        statutory_citation=statutory_citation,
        joint=joint,
        renewal_opens_days=(row.get("renewal") or {}).get("opens_days"),
        renewal_closes_days=(row.get("renewal") or {}).get("closes_days"),
        concerns_safety=_concerns_safety(row, item_type),
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
        materials=tuple(_material_record(material) for material in row["materials"]),
        procedures=tuple(procedures),
        steps=review_steps(handling, row["promised_days"], joint),
        item_code=_item_code(row),
        conditions=tuple(tidy(text) for text in row.get("conditions") or ()),
        **{name: tidy(row.get(name) or "") for name in LOCAL_TEXTS},
    )


_ARTICLE = re.compile(r"^(.+?)(第[一二三四五六七八九十百千零〇两0-9]+[编章节条款项].*)$")


def _word(words: Mapping[str, Any], value: str) -> str:
    return next(word for word, code in words.items() if str(code) == value)


def _statutory_basis(record: Record) -> dict[str, str] | None:
    """The law that the item itself names for its limit; None where the rule finds it."""
    found = citation_for(
        record.statutory_days,
        regime=regime(record.regime),
        is_joint=bool(record.joint),
        bases=record.bases,
    )
    if found == record.statutory_citation or record.statutory_days is None:
        return None
    parted = _ARTICLE.match(record.statutory_citation)
    text = record.statutory_citation
    law, article = parted.groups() if parted else (text[:-1], text[-1:])
    return {"law": law, "article": article}


def _material(material: MaterialRecord) -> dict[str, Any]:
    row = {
        "name": material.name,
        "form": _word(FORMS, material.form),
        "copies": material.copies,
        "necessity": _word(NECESSITIES, material.necessity),
        "deferrable": material.is_deferrable,
        "grade": "主要" if material.is_main else "次要",
        "source": _word(SOURCES, material.source),
        "shareable": material.is_shareable,
    }
    return {**row, "example": material.example} if material.example else row


def _optional(record: Record) -> dict[str, Any]:
    """What a row may leave out."""
    told: dict[str, Any] = {name: getattr(record, name) for name in LOCAL_TEXTS}
    told["item_code"] = record.item_code
    told["conditions"] = list(record.conditions)
    told["statutory_basis"] = _statutory_basis(record)
    told["joint_departments"] = [
        {"department": part.organ, "name": part.name, "days": part.days} for part in record.joint
    ]
    if record.renewal_opens_days and record.renewal_closes_days:
        told["renewal"] = {
            "opens_days": record.renewal_opens_days,
            "closes_days": record.renewal_closes_days,
        }
    return {key: value for key, value in told.items() if value}


def row_of(record: Record) -> dict[str, Any]:
    """Return the row of a catalogue file that says the same."""
    fee_name, fee_standard = record.fee or (None, None)
    return {
        "code": record.code,
        "name": record.name,
        "item_type": _word(ITEM_TYPES, ItemType(record.item_type).value),
        "department": record.organ,
        "legal_basis": [{"law": law, "article": article} for law, article in record.bases],
        "handling_type": _word(HANDLINGS, record.handling),
        "statutory_days": record.statutory_days,
        "promised_days": record.promised_days,
        "fee": record.fee is not None,
        "fee_name": fee_name,
        "fee_standard": fee_standard,
        "result": {"name": record.result_name, "validity_years": record.validity_years},
        "applicant_type": _word(APPLICANT_KINDS, record.applicant_kind),
        "materials": [_material(material) for material in record.materials],
        "channels": [
            *(["全程网办"] if record.is_online else []),
            *(["窗口"] if record.is_at_window else []),
        ],
        "cross_region": _word(CROSS_REGIONS, record.cross_region),
        "special_procedures": [
            {
                "kind": step.kind,
                "days": step.days,
                "counts_toward_deadline": not step.claims_to_stop,
            }
            for step in record.procedures
        ],
        "site_inspection": record.has_site_visit,
        "provenance": _word(PROVENANCES, record.provenance),
        "found_fields": list(record.found_fields),
        "local_code": record.is_local_code,
        "concerns_safety": record.concerns_safety,
        **_optional(record),
    }
