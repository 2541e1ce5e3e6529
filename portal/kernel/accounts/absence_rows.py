# SPDX-License-Identifier: Apache-2.0
"""Reading absences by their days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.accounts.absence_model import Absence  # noqa: F401 - in a string below


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def in_force(self, on: date) -> AbsenceQuerySet:
        """Keep the absences of a day: from the first day to the last, or to an early return."""
        return (
            self.standing().filter(first_day__lte=on, last_day__gte=on).exclude(returned_on__lte=on)
        )

    def standing(self) -> AbsenceQuerySet:
        """Keep those that hold at least one day: a return on the first day takes all back."""
        return self.exclude(returned_on__lte=F("first_day"))

    def touching(self, first: date, last: date) -> AbsenceQuerySet:
        """Keep those that share a day with a span, both ends included."""
        return (
            self.standing()
            .filter(first_day__lte=last, last_day__gte=first)
            .exclude(returned_on__lte=first)
        )
