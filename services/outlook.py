# SPDX-License-Identifier: Apache-2.0
"""The days on which an application would end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel.deadlines.engine import calendar as calendars
from portal.kernel.deadlines.proof import days as proofs
from services.items.limits import statutory_citation

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.deadlines.engine.calendar import Calendar
    from portal.kernel.deadlines.proof.days import Proof
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
