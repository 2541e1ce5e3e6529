# SPDX-License-Identifier: Apache-2.0
"""Reading terms in bulk: standings and remaining days worked out by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest

from portal.kernel.deadlines.words import DueReason, Standing, TermState, Unit

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.deadlines.engine.calendar import Calendar
    from portal.kernel.deadlines.models import Term  # noqa: F401 - named in a string below


class TermQuerySet(models.QuerySet["Term"]):
    """Terms; standings are those of the engine, from the cached ordinals."""

    def running(self) -> Self:
        """Return the terms that have not ended."""
        return self.filter(state=TermState.RUNNING)

    def overdue(self, today: date) -> Self:
        """Return running terms past their due date that no calendar change put there."""
        return self.running().filter(due_on__lt=today, calendar_adjusted=False)

    def due_within(self, today: date, last: date) -> Self:
        """Return running terms that fall due from today to a day, both included."""
        return self.running().filter(due_on__range=(today, last))

    def with_standing(self, today: date, calendar: Calendar) -> Self:
        """Annotate ``left`` (remaining days, null when unknown) and ``standing``.

        Valid for running terms. ``left`` is exact up to the due date; past it a number of
        the days since, negative. Costs no query per row.
        """
        number = min(today.toordinal(), calendar.last)
        ordinal = calendar.ordinal(max(number, calendar.base))
        length = F("length")
        return self.annotate(
            left=Case(
                When(due_reason=DueReason.PAUSED, then=F("frozen_remaining")),
                When(due_on__isnull=True, then=None),
                When(unit=Unit.WORKING, then=F("due_ordinal") - Value(ordinal)),
                default=_days_between(today),
                output_field=models.IntegerField(),
            ),
            soon=Greatest(
                Value(1),
                Case(
                    When(unit=Unit.HOURS, then=(length + Value(119)) / Value(120)),
                    default=(length + Value(4)) / Value(5),
                    output_field=models.IntegerField(),
                ),
            ),
        ).annotate(
            standing=Case(
                When(due_reason=DueReason.PAUSED, then=Value(Standing.PAUSED)),
                When(due_on__lt=today, then=Value(Standing.OVERDUE)),
                When(Q(due_on__isnull=False, left__lte=F("soon")), then=Value(Standing.DUE_SOON)),
                default=Value(Standing.RUNNING),
                output_field=models.CharField(),
            )
        )


def _days_between(today: date) -> models.expressions.CombinedExpression | models.Func:
    """Return the expression ``due_on - today`` in whole days (PostgreSQL: date - date)."""
    return models.Func(
        F("due_on"),
        Value(today, models.DateField()),
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=models.IntegerField(),
    )
