# SPDX-License-Identifier: Apache-2.0
"""A checked catalogue record in the catalogue's own codes, and the fingerprint of its contents."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class MaterialRecord:
    """One material of a record."""

    name: str
    is_main: bool
    is_deferrable: bool
    necessity: str
    form: str
    copies: int
    source: str
    is_shareable: bool
    example: str = ""


@dataclass(frozen=True)
class ProcedureRecord:
    """One special step of a record."""

    kind: str
    days: int
    claims_to_stop: bool
    stops_statutory: bool
    stops_promised: bool


@dataclass(frozen=True)
class StepRecord:
    """``organ`` is empty for the deciding organ."""

    group: int
    role: str
    name: str
    limit_days: int
    organ: str = ""


@dataclass(frozen=True)
class JointRecord:
    """What another organ does for a joint item, within how many working days."""

    organ: str
    name: str
    days: int


@dataclass(frozen=True)
class Record:
    """One item as its organ implements it; limits in working days.

    ``item_code`` is empty, or the code of the basic item when this is another organ's offering.
    """

    code: str
    name: str
    item_type: str
    is_local_code: bool
    organ: str
    regime: str
    handling: str
    statutory_days: int | None
    promised_days: int
    applicant_kind: str
    cross_region: str
    is_online: bool
    is_at_window: bool
    has_site_visit: bool
    result_name: str
    validity_years: int | None
    second_person: bool
    provenance: str
    found_fields: tuple[str, ...]
    bases: tuple[tuple[str, str], ...]
    fee: tuple[str, str] | None
    materials: tuple[MaterialRecord, ...]
    procedures: tuple[ProcedureRecord, ...]
    steps: tuple[StepRecord, ...]
    statutory_citation: str = ""
    joint: tuple[JointRecord, ...] = ()
    renewal_opens_days: int | None = None
    renewal_closes_days: int | None = None
    concerns_safety: bool = False
    item_code: str = ""
    conditions: tuple[str, ...] = ()
    place: str = ""
    hours: str = ""
    contact: str = ""
    complaint_channel: str = ""

    @property
    def basic_code(self) -> str:
        """The basic item's code; the first organ to implement an item uses it as its own."""
        return self.item_code or self.code

    def digest(self) -> str:
        """SHA-256 over every field: equal digests mean "unchanged"."""
        text = json.dumps(vars(self), ensure_ascii=False, sort_keys=True, default=vars)
        return hashlib.sha256(text.encode()).hexdigest()
