# SPDX-License-Identifier: Apache-2.0
"""Coming back early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.accounts.absence_handover import close
from portal.kernel.accounts.absence_model import Absence
from portal.kernel.accounts.absence_rights import may_declare_for
from portal.kernel.audit.actions import record
from portal.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


@transaction.atomic
def end_absence(*, absence: Absence, by: User, at: datetime) -> Absence:
    """Come back early: from today the work is one's own again. Raises Refused when it is over.

    A return before or on the first day takes the absence back whole.
    """
    absence = (
        Absence.objects.select_for_update(of=("self",))
        .select_related("staff__user", "deputy__user", "subject")
        .get(pk=absence.pk)
    )
    if not may_declare_for(by, absence.staff):
        raise Refused("not_your_unit", _("只有本人或者本单位负责人可以销假。"))
    today = clock.local_date(at)
    if absence.returned_on is not None or absence.last_day < today:
        raise Refused("over", _("这次外出已经结束。"))
    absence.returned_on = today
    absence.save(update_fields=["returned_on"])
    record(
        subject=absence.subject,
        verb="kernel.absence.end",
        by=by,
        facts={"planned": absence.last_day.isoformat()},
        effective_on=today,
    )
    close(absence, at=at)
    return absence
