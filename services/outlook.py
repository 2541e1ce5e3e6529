# SPDX-License-Identifier: Apache-2.0
"""The way of an application as a picture, and the days on which it would end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel.deadlines import calendar as calendars
from portal.kernel.deadlines import proof as proofs
from services.limits import statutory_citation
from services.regimes import regime_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from portal.kernel.deadlines.calendar import Calendar
    from portal.kernel.deadlines.proof import Proof
    from services.models import OfferingVersion


@dataclass(frozen=True)
class Step:
    label: str
    note: str
    state: str = "next"


@dataclass(frozen=True)
class Limit:
    """One limit of the item and the day it would end on if everything came in today."""

    code: str
    days: int
    citation: str
    proof: Proof

    @property
    def text(self) -> str:
        """The limit in words, for when the date is not known yet."""
        return proofs.amount(self.days, "working")


def steps_of(version: OfferingVersion) -> list[Step]:
    """Return the way of an application as steps for the picture."""
    return list(_steps(version))


def _steps(version: OfferingVersion) -> Iterator[Step]:
    regime = regime_of(version)
    how = _("网上或窗口") if version.is_online else _("窗口")
    yield Step(_("申请"), how, "now")
    if version.is_immediate:
        yield Step(_("当场审查决定"), _("材料齐全即办"))
    else:
        told = _("缺什么，%(days)d个工作日内一次说清") % {"days": regime.correction_days}
        yield Step(_("受理"), told)
        for procedure in version.special_procedures.all():
            note = _("约%(days)d个工作日") % {"days": procedure.days}
            if procedure.stops_statutory:
                note += _("，不计时限")
            yield Step(procedure.kind, note)
        own = [step.name for step in version.review_steps.all() if step.organ_id is None]
        names = " → ".join(own)
        if version.is_joint:
            for part in version.joint_parts.select_related("organ"):
                told = _("%(name)s，%(days)d个工作日，与审查同时进行")
                yield Step(part.organ.name, told % {"name": part.name, "days": part.days})
        yield Step(_("审查决定"), names)
    if regime.delivery_days:
        note = _("决定后%(days)d个工作日内") % {"days": regime.delivery_days}
    else:
        note = version.result_name
    yield Step(_("领取结果"), note)


def limits_today(version: OfferingVersion, today: date) -> list[Limit]:
    """Return the promised and the statutory limit with their dates if accepted today."""
    calendar = calendars.current()
    citation = _("本市服务承诺")
    days = version.promised_days
    found = [Limit("promised", days, citation, _proof(days, today, citation, calendar))]
    statutory = version.statutory_days
    if statutory is not None:
        citation = statutory_citation(version)
        found.append(
            Limit("statutory", statutory, citation, _proof(statutory, today, citation, calendar))
        )
    return found


def _proof(days: int, today: date, citation: str, calendar: Calendar) -> Proof:
    return proofs.preview(days, "working", today, today=today, citation=citation, calendar=calendar)
