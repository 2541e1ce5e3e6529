# SPDX-License-Identifier: Apache-2.0
"""Reading credit: the grade, the gate of a deferral, and who sees what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from credit.records.models import CreditRecord
from credit.records.rules import GradeLine, grade_of
from credit.records.states import RecordState
from portal.kernel.accounts.queries import principals_of, roles_of
from portal.kernel.accounts.words import OVERSIGHT_ROLES
from portal.kernel.city_rules import rule_book

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import Party, User


@dataclass(frozen=True)
class Gate:
    """May this party defer? If not, why, by which rule; ``grade`` is the published grade."""

    is_barred: bool
    grade: str
    text: str
    source: str


def active_records(party: Party, on: date) -> QuerySet[CreditRecord]:
    """Return the records that count on a day: not repaired, not ended."""
    return CreditRecord.objects.filter(
        party=party, state=RecordState.ACTIVE, begins_on__lte=on, ends_on__gte=on
    )


def grade(party: Party, on: date) -> GradeLine:
    """Return the party's grade on a day by the published table."""
    counts = (
        CreditRecord.objects.filter(party=party)
        .exclude(state=RecordState.REVOKED)
        .aggregate(
            active=Count("pk", filter=Q(state=RecordState.ACTIVE, ends_on__gte=on)), all=Count("pk")
        )
    )
    return grade_of(counts["active"], counts["all"] - counts["active"])


def deferral_gate(party: Party, on: date) -> Gate:
    """Return what the credit file says about deferring for this party on a day."""
    held = grade(party, on)
    book = rule_book(on)
    record = active_records(party, on).order_by("-ends_on").first()
    if record is not None and book.is_on("deferral_bars_credit"):
        return Gate(
            is_barred=True,
            grade=held.code,
            text=_("有未修复的违诺记录（到%(day)s为止），可以在信用页申请修复")
            % {"day": record.ends_on},
            source=book.citation("deferral_bars_credit"),
        )
    return Gate(
        is_barred=False,
        grade=held.code,
        text=_("信用%(grade)s级，无未修复的违诺") % {"grade": held.code},
        source=book.citation("deferral_bars_credit") if book.is_on("deferral_bars_credit") else "",
    )


def records_visible_to(user: User) -> QuerySet[CreditRecord]:
    """Return a citizen's own records; all of them for those who oversee."""
    rows = CreditRecord.objects.select_related("party", "subject", "determination")
    if roles_of(user) & set(OVERSIGHT_ROLES):
        return rows
    return rows.filter(party__in=principals_of(user).values("pk"))
