# SPDX-License-Identifier: Apache-2.0
"""What a guide says of an application made today: its days, its conditions, filled examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel.deadlines.engine import calendar as calendars
from portal.kernel.deadlines.proof import days as proofs
from services.items import reference
from services.items.codes import ApplicantKind, Provenance
from services.items.limits import statutory_citation

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.deadlines.engine.calendar import Calendar
    from portal.kernel.deadlines.proof.days import Proof
    from services.items.models.parts import Material
    from services.items.models.version import OfferingVersion


@dataclass(frozen=True)
class Limit:
    """One limit of the item and the day it would end on if everything came in today.

    ``calendar`` is the digest of the calendar that the proof was worked out from.
    """

    code: str
    days: int
    citation: str
    proof: Proof
    calendar: str

    @property
    def text(self) -> str:
        """The limit in words, for when the date is not known yet."""
        return proofs.amount(self.days, "working")


def limits_today(version: OfferingVersion, today: date) -> list[Limit]:
    """Return the promised and the statutory limit with their dates if accepted today."""
    calendar = calendars.current()
    citation = _("本市服务承诺")
    days = version.promised_days
    proof = _proof(days, today, citation, calendar)
    found = [Limit("promised", days, citation, proof, calendar.digest)]
    statutory = version.statutory_days
    if statutory is not None:
        citation = statutory_citation(version)
        proof = _proof(statutory, today, citation, calendar)
        found.append(Limit("statutory", statutory, citation, proof, calendar.digest))
    return found


def _proof(days: int, today: date, citation: str, calendar: Calendar) -> Proof:
    return proofs.preview(days, "working", today, today=today, citation=citation, calendar=calendar)


# -- What a guide page says beside the rows: the steps as a picture, the dates, what is official ---


#: Parts of a guide and the words of `found_fields` that make them official.
PARTS = {
    "materials": ("materials",),
    "statutory": ("statutory_days",),
    "promised": ("promised_days",),
    "fee": ("fee",),
    "result": ("result",),
    "law": ("legal_basis",),
    "handling": ("handling_type",),
    "who": ("applicant_type",),
}


def unsure_parts(version: OfferingVersion) -> frozenset[str]:
    """Return the parts of the guide that no published page stands behind.

    A field found only in part ("materials(partly)") still counts as unsure.
    """
    if version.provenance == Provenance.FOUND and not version.found_fields:
        return frozenset()
    told = {field for field in version.found_fields if "partly" not in field}
    plain = {field.partition("(")[0] for field in told}
    return frozenset(part for part, names in PARTS.items() if not plain & set(names))


def conditions_of(version: OfferingVersion) -> list[str]:
    """Return the conditions: the item's own, else who may apply and the law that says when."""
    if version.conditions:
        return version.conditions
    laws = "、".join(str(basis) for basis in version.legal_bases.all())
    return [
        _("申请人是%(who)s") % {"who": version.get_applicant_kind_display()},
        _("符合%(laws)s规定的条件") % {"laws": laws},
    ]


# -- Filled examples of the forms that an applicant fills in -----------------------------------


def sample_of(version: OfferingVersion, material: Material) -> list[tuple[str, str]]:
    """Return a form as it is filled in: what stands on each line, with invented people."""
    forms = reference.sample_forms()
    who = "person" if version.applicant_kind == ApplicantKind.PERSON else "enterprise"
    head = [
        (_("表名"), material.name),
        (_("申请事项"), version.name),
        (_("受理机关"), version.organ.name),
    ]
    if material.example:
        return [*head, (_("要写明的内容"), material.example)]
    return [*head, *((label, value) for label, value in (*forms[who], *forms["closing"]))]
