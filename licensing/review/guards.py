# SPDX-License-Identifier: Apache-2.0
"""Locks and rights that every act on a case begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.cases.models import Case
from portal.kernel.absences.queries import stands_in
from portal.kernel.audit.models import Event
from portal.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import date

    from licensing.review.models import ReviewStep
    from portal.kernel.accounts.models import User


def require_handler(step: ReviewStep, by: User, day: date) -> dict[str, int]:
    """Raise Refused unless the step is the user's or that of a colleague he stands in for.

    Returns the facts that an event keeps of it: for whom the deputy acted.
    """
    if step.handler_id == by.pk:
        return {}
    if step.handler is None or not stands_in(by, step.handler, day):
        raise Refused("not_handler", _("这一步由别人领取，您不能替他办理。"))
    return {"deputy_for": step.handler.pk}


def require_second_person(case: Case, step: ReviewStep, by: User) -> None:
    """Raise Refused when the item wants different people and this one did another step.

    A step passed as a deputy counts for the deputy as well: it is the person that matters.
    """
    if not case.version.second_person:
        return
    others = case.steps.exclude(pk=step.pk).exclude(handler=None)
    acted = Event.objects.filter(
        subject_id__in=others.values("subject_id"), verb="licensing.step.pass", actor=by
    )
    if others.filter(handler=by).exists() or acted.exists():
        raise Refused("second_person", _("这个事项的审查须由不同的人完成，您已经办过其中一步。"))
