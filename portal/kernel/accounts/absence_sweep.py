# SPDX-License-Identifier: Apache-2.0
"""Absences begin and end by themselves, also after a stop of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from portal.kernel import clock
from portal.kernel.accounts.absence_handover import begin, close
from portal.kernel.accounts.absence_model import Absence

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portal.kernel.accounts.absence_desks import HandOver
    from portal.kernel.accounts.models import User
    from portal.kernel.audit.models import Event


def watch(*, at: datetime) -> dict[str, int]:
    """Sweep: begin what has come, close what is over. Idempotent, may run at once and late."""
    today = clock.local_date(at)
    counts = {"begun": 0, "closed": 0}
    due = Absence.objects.filter(closed_at=None).filter(
        Q(begun_at=None, first_day__lte=today) | Q(last_day__lt=today)
    )
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            absence = (
                due.select_for_update(of=("self",), skip_locked=True)
                .select_related("staff__user__staff", "deputy__user__staff", "subject")
                .filter(pk=pk)
                .first()
            )
            if absence is None:
                continue
            if absence.last_day < today:
                close(absence, at=at)
                counts["closed"] += 1
            else:
                begin(absence, at=at)
                counts["begun"] += 1
    return counts
