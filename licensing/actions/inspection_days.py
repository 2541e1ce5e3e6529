# SPDX-License-Identifier: Apache-2.0
"""The days in which an inspection has to be arranged after acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.cases import clocks
from licensing.cases.terms import INSPECTION
from services.items.regimes import is_site_visit, regime_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from licensing.cases.models import Case
    from services.items.models.version import OfferingVersion

#: Kinds of procedure that 行政许可法 55 wants arranged; a published row may join two of them.
TESTS = ("检验", "检测", "检疫")


def rule_for(version: OfferingVersion) -> str:
    """Return the code of the rule that sets when an inspection is arranged, "" for none."""
    if not regime_of(version).art45_pauses:
        return ""
    kinds = [row.kind for row in version.special_procedures.all()]
    if any(test in kind for kind in kinds for test in TESTS):
        return "inspection_days"
    if version.has_site_visit or any(is_site_visit(kind) for kind in kinds):
        return "site_visit_days"
    return ""


def start_inspection(case: Case, *, started_on: date, at: datetime) -> None:
    """Start the days in which an inspection must be arranged, where the item has one."""
    rule = rule_for(case.version)
    if rule:
        clocks.start_by_rule(
            subject=case.subject, term=INSPECTION, rule=rule, started_on=started_on, at=at
        )
