# SPDX-License-Identifier: Apache-2.0
"""Opening and closing special procedures (特别程序)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.deadlines.actions.terms import refresh_terms
from portal.kernel.deadlines.engine.spans import SITE_VISITS
from portal.kernel.deadlines.terms.models import Pause, Term
from portal.kernel.deadlines.words import Clock
from portal.kernel.errors import Invalid, Refused

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.subjects import Subject


@act
def open_pause(
    *,
    subject: Subject,
    pause_kind: str,
    first_day: date,
    planned_end: date,
    stops: Collection[str],
    by: User | None,
    at: datetime,
) -> Pause:
    """Open a special procedure; ``stops`` says which clocks it stops, possibly none.

    Which kinds may stop which clock is for the item's regime to say; only the site visit is
    refused here for every clock. Raises Refused when the pause would begin after every due
    date that it should stop (a pause never forgives lateness), Invalid for a planned end
    before the first day.
    """
    stopped = frozenset(Clock(name) for name in stops) - {Clock.NONE}
    if first_day > clock.local_date(at):
        raise Invalid("start_in_future", _("特别程序从开始的当天起登记。"), "first_day")
    if planned_end < first_day:
        raise Invalid("plan_before_start", _("预计结束日不能早于开始日。"), "planned_end")
    if stopped and pause_kind in SITE_VISITS:
        raise Refused("site_visit_never_pauses", _("现场踏勘不停止计算办理时限。"))
    running = Term.objects.running().filter(subject=subject, stops__in=stopped)
    terms = list(running.order_by("pk").select_for_update())
    if terms and all(term.due_on is not None and term.due_on < first_day for term in terms):
        raise Refused("pause_after_due", _("时限已经届满，特别程序不能再停止计时。"))
    pause = Pause.objects.create(
        subject=subject,
        kind=pause_kind,
        first_day=first_day,
        planned_end=planned_end,
        stops_statutory=Clock.STATUTORY in stopped,
        stops_promised=Clock.PROMISED in stopped,
        opened_by=by,
        opened_at=at,
    )
    refresh_terms(subject=subject, at=at)
    record(
        subject=subject,
        verb="pause.opened",
        by=by,
        facts={
            "pause": pause.pk,
            "kind": pause_kind,
            "planned_end": planned_end.isoformat(),
            "stops": sorted(stopped),
        },
        effective_on=first_day,
    )
    return pause


@act
def close_pause(*, pause: Pause, last_day: date, by: User | None, at: datetime) -> Pause:
    """Close a pause; ``last_day`` is the day on which the result arrived, still not counted.

    Raises Refused when it is closed already, Invalid when the day lies before the first day
    or in the future.
    """
    held = Pause.objects.select_for_update().get(pk=pause.pk)
    if held.last_day is not None:
        raise Refused("pause_closed", _("这一特别程序已经结束。"))
    if last_day < held.first_day:
        raise Invalid("end_before_start", _("结束日不能早于开始日。"), "last_day")
    if last_day > clock.local_date(at):
        raise Invalid("end_in_future", _("结束日不能晚于今天。"), "last_day")
    held.last_day, held.closed_by, held.closed_at = last_day, by, at
    held.save(update_fields=["last_day", "closed_by", "closed_at"])
    refresh_terms(subject=held.subject, at=at)
    record(
        subject=held.subject,
        verb="pause.closed",
        by=by,
        facts={"pause": held.pk, "kind": held.kind},
        effective_on=last_day,
    )
    return held


@act
def replan_pause(*, pause: Pause, planned_end: date, by: User | None, at: datetime) -> Pause:
    """Give an open pause a new planned end; its watch starts anew.

    Raises Refused when it is closed, Invalid when the day lies before the first day.
    """
    held = Pause.objects.select_for_update().get(pk=pause.pk)
    if held.last_day is not None:
        raise Refused("pause_closed", _("这一特别程序已经结束。"))
    if planned_end < held.first_day:
        raise Invalid("plan_before_start", _("预计结束日不能早于开始日。"), "planned_end")
    held.planned_end, held.warned_on = planned_end, None
    held.save(update_fields=["planned_end", "warned_on"])
    refresh_terms(subject=held.subject, at=at)
    record(
        subject=held.subject,
        verb="pause.replanned",
        by=by,
        facts={"pause": held.pk, "planned_end": planned_end.isoformat()},
    )
    return held
