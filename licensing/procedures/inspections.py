# SPDX-License-Identifier: Apache-2.0
"""Inspections (行政许可法 34 and 55): who looks on the spot, and by which day that is arranged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.cases import clocks
from licensing.cases.guards import locked, require_no_stake, require_reviewing
from licensing.cases.terms import INSPECTION
from licensing.procedures.models import Inspection
from portal.kernel import clock
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid
from services.items.queries import parts_of
from services.items.regimes import is_site_visit, regime_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User
    from services.items.models.version import OfferingVersion


#: 行政许可法 34 and 55: two members of staff at least.
FEWEST = 2


@act
def arrange_inspection(
    *, case: Case, people: Sequence[User], planned_on: date, by: User, at: datetime
) -> Inspection:
    """Name who inspects and on which day; a later call names others or another day.

    Raises Invalid for fewer than two people of the deciding organ and for a day that is past,
    Refused when one of them has a stake.
    """
    case = locked(case)
    require_reviewing(case, by)
    named = {user.pk: user for user in people}
    if len(named) < FEWEST:
        raise Invalid("two_people", _("至少指派两名工作人员。"), "people")
    for user in named.values():
        staff = user.staff_member
        if staff is None or not user.is_active or staff.organ_id != case.organ_id:
            raise Invalid("people_of_organ", _("只能指派本部门的工作人员。"), "people")
        require_no_stake(case, user)
    day = clock.local_date(at)
    if planned_on < day:
        raise Invalid("day_in_past", _("核查日期不能早于今天。"), "planned_on")
    inspection = Inspection.objects.create(
        case=case, planned_on=planned_on, arranged_by=by, arranged_at=at
    )
    inspection.people.set(named.values())
    clocks.end(subject=case.subject, codes=(INSPECTION.code,), on=day, at=at)
    record(
        subject=case.subject,
        verb="licensing.inspection.arrange",
        by=by,
        facts={"inspection": inspection.pk, "people": sorted(named), "on": planned_on.isoformat()},
        citation="行政许可法第五十五条",
        effective_on=day,
    )
    return inspection


# -- The days in which an inspection has to be arranged after acceptance -----------------------


#: Kinds of procedure that 行政许可法 55 wants arranged; a published row may join two of them.
TESTS = ("检验", "检测", "检疫")


def rule_for(version: OfferingVersion) -> str:
    """Return the code of the rule that sets when an inspection is arranged, "" for none."""
    if not regime_of(version).art45_pauses:
        return ""
    kinds = [row.kind for row in parts_of(version).special_procedures]
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
