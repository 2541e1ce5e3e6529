# SPDX-License-Identifier: Apache-2.0
"""What another value of a rule would reach: items, open cases, bans, running periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from licensing.cases.models import Case
from licensing.cases.states import AT_INTAKE, OPEN_STATES
from portal.kernel.changes.kinds import MOST_NAMES, Effect
from portal.kernel.changes.law import register_reach, register_terms
from services.items.codes import Handling, ItemType, VersionStatus
from services.items.law import register_cases
from services.items.models.version import OfferingVersion

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

#: Which periods of a case the number of a rule starts.
TERMS: dict[str, tuple[str, ...]] = {
    "supplement_days": ("supplement",),
    "supplement_check_days": ("supplement_check",),
    "deferral_retry_days": ("deferral",),
    "deferral_margin_days": ("deferral",),
    "delivery_days": ("delivery",),
    "archive_days": ("archive",),
    "hearing_request_days": ("hearing_request",),
    "hearing_hold_days": ("hearing_hold",),
    "inspection_days": ("inspection",),
    "site_visit_days": ("inspection",),
    "ban_false_materials_months": ("ban",),
    "ban_fraud_months": ("ban",),
}
_PROCEDURES = (
    "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review",
    "hearing",
)  # fmt: skip
TERMS |= {f"procedure_days_{one}": ("procedure",) for one in _PROCEDURES}

_BANS = ("ban_false_materials_months", "ban_fraud_months")
_DEFERRALS = ("deferral_margin_days", "deferral_retry_days", "deferral_bars_credit")
_LICENCES = (
    "hearing_request_days", "hearing_hold_days", "hearing_notice_days", "first_review_days",
    "inspection_days", "renewal_opens_days", "renewal_closes_days",
    *(code for code in TERMS if code.startswith("procedure_days_")),
)  # fmt: skip
_ALL = (
    "supplement_days", "supplement_check_days", "delivery_days", "archive_days", "site_visit_days",
    "reconsideration_days", "inaction_suit_months",
)  # fmt: skip


def _items(code: str) -> QuerySet[OfferingVersion]:
    """Return the guides in force whose cases the rule is used in."""
    found = OfferingVersion.objects.filter(status=VersionStatus.PUBLISHED)
    if code in _BANS:
        return found.filter(concerns_safety=True)
    if code in _DEFERRALS:
        return found.filter(materials__is_deferrable=True).distinct()
    if code in _LICENCES:
        return found.filter(offering__item__item_type=ItemType.LICENCE)
    return found.exclude(handling=Handling.IMMEDIATE)


def reach(code: str, on: date) -> list[Effect]:
    """Return how many items and open cases the rule is used in; open ones meet it from that day."""
    del on
    items = _items(code)
    names = items.order_by("name").values_list("name", flat=True)
    seen = tuple(dict.fromkeys(names[: MOST_NAMES * 4]))[:MOST_NAMES]
    cases = Case.objects.filter(
        version__offering__in=items.values("offering"), state__in=OPEN_STATES
    )
    return [
        Effect(_("用到这条规则的事项"), items.count(), seen),
        Effect(_("这些事项在办的办件：生效日以后新开始的期限按新规定"), cases.count(), moves=True),
    ]


def count_cases(offerings: list[int]) -> tuple[int, int]:
    """Return how many cases of these offerings wait to be taken in, and how many run."""
    cases = Case.objects.filter(version__offering__in=offerings, state__in=OPEN_STATES)
    waiting = cases.filter(state__in=AT_INTAKE).count()
    return waiting, cases.count() - waiting


def register() -> None:
    """Tell the kernel which rules reach cases, and how far."""
    register_cases(count_cases)
    register_terms(TERMS)
    register_reach((*_BANS, *_DEFERRALS, *_LICENCES, *_ALL), reach)
