# SPDX-License-Identifier: Apache-2.0
"""A record back in the shape of a catalogue file: `read(row_of(record))` is the record. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from services.codes import ItemType
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
from services.limits import citation_for
from services.reading import LOCAL_TEXTS
from services.regimes import regime

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.records import MaterialRecord, Record

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
