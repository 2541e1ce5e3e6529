# SPDX-License-Identifier: Apache-2.0
"""One table (一表申请): the item's own fields in an application, filled in as far as known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from licensing.cases.models import Case, CaseMaterial, MaterialGrade, Origin
from portal.kernel import clock
from portal.kernel.accounts.masking import mask_id, mask_phone
from portal.kernel.accounts.phones import show_phone
from portal.kernel.accounts.rules import is_id_number
from portal.kernel.registers.statements import told_of
from services.tables import queries
from services.tables.models import FormField
from services.tables.rules import FieldKind, FieldSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portal.kernel.registers.statements import Statement


#: Under this name the case keeps its values: code → label, value, source.
KEPT = "table"


#: Where a material is from that the applicant did not have to hand in.
SPARED = (Origin.LICENCE, Origin.REGISTRATION)


def fields_of(case: Case) -> list[FormField]:
    """Return the fields of the case's item in their order."""
    return queries.fields_of(case.version.offering.item_id)


def values_of(case: Case) -> dict[str, str]:
    """Return what the case holds: code of the field → value."""
    table: dict[str, dict[str, str]] = (case.form or {}).get(KEPT, {})
    return {code: row["value"] for code, row in table.items()}


def address_of(case: Case) -> str:
    """Return where the applicant carries on, as the papers print it: asked once, here or there."""
    typed: str = (case.form or {}).get("address", "")
    if typed:
        return typed
    values = values_of(case)
    places = [one.code for one in fields_of(case) if one.source == FieldSource.ADDRESS]
    return next((values[code] for code in places if values.get(code)), "")


def rows_of(case: Case) -> list[dict[str, str]]:
    """Return the filled-in lines of the table in the order of the form: label, value, source."""
    table: dict[str, dict[str, str]] = (case.form or {}).get(KEPT, {})
    rows = sorted(table.values(), key=lambda row: row["position"])
    return [row for row in rows if row["value"]]


def shown_rows_of(case: Case) -> list[dict[str, str]]:
    """Return the filled-in lines as the applicant sees them: phones as people read them."""
    return [
        {**row, "value": show_phone(row["value"])} if row["kind"] == FieldKind.PHONE else row
        for row in rows_of(case)
    ]


def masked_rows_of(case: Case) -> list[dict[str, str]]:
    """Return the filled-in lines as staff see them: numbers of people and phones are masked."""
    return [{**row, "value": _masked(row, case)} for row in rows_of(case)]


def _masked(row: Mapping[str, str], case: Case) -> str:
    value = row["value"]
    if row["kind"] == FieldKind.PHONE:
        return mask_phone(value)
    if is_id_number(value) or (value == case.applicant.id_number and value):
        return mask_id(value)
    return case.applicant.masked_name if value == case.applicant.name else value


def spared(lines: Iterable[CaseMaterial]) -> dict[str, Any]:
    """Return how many of the materials that apply the applicant did not have to hand in."""
    applicable = [line for line in lines if line.is_applicable]
    free = [line for line in applicable if line.origin in SPARED and line.grade == MaterialGrade.A]
    return {
        "count": len(free),
        "total": len(applicable),
        "names": [line.material.name for line in free],
        "rate": round(100 * len(free) / len(applicable)) if applicable else 0,
    }


def card_of(
    case: Case, lines: Iterable[CaseMaterial], *, for_staff: bool = False
) -> dict[str, Any]:
    """Return what the table card of a case's page shows; masked for staff."""
    lines = list(lines)
    return {
        "registers": _told_instead_of(case, lines),
        "table": masked_rows_of(case) if for_staff else shown_rows_of(case),
        "answers": (case.form or {}).get("situation", []),
        "spared": spared(lines),
    }


def _told_instead_of(case: Case, lines: Iterable[CaseMaterial]) -> list[Statement]:
    """Return what registers say in place of this case's papers; what others say stays away."""
    papers = {line.material.name for line in lines if line.origin == Origin.REGISTRATION}
    if not papers:
        return []
    return [one for one in told_of(case.applicant, clock.today()) if papers & set(one.papers)]
