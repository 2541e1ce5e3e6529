# SPDX-License-Identifier: Apache-2.0
"""Rows of the calendar and of the legal periods. Dates are the truth, ordinals a cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from portal.kernel.audit.kept import append_only, never_deleted
from portal.kernel.deadlines import words
from portal.kernel.deadlines.words import DueReason, ReminderOutcome, TermStanding, TermState, Unit

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.deadlines.engine.calendar import Calendar


# -- Reading terms in bulk: standings and remaining days worked out by the database ------------


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
                When(due_reason=DueReason.PAUSED, then=Value(TermStanding.PAUSED)),
                When(due_on__lt=today, then=Value(TermStanding.OVERDUE)),
                When(
                    Q(due_on__isnull=False, left__lte=F("soon")), then=Value(TermStanding.DUE_SOON)
                ),
                default=Value(TermStanding.RUNNING),
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


class CalendarVersion(models.Model):
    """One notice taken into the calendar. The days are the fold of all notices not undone."""

    first_year = models.PositiveSmallIntegerField(_("首个年份"))
    last_year = models.PositiveSmallIntegerField(_("最后年份"))
    entries = models.JSONField(_("通知条目"), default=list)
    replaces = models.BooleanField(_("整年替换"), default=False)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    source = models.CharField(_("来源"), max_length=200, blank=True)
    digest = models.CharField(_("日历摘要"), max_length=64)
    moved = models.PositiveIntegerField(_("变动期限数"), default=0)
    loaded_at = models.DateTimeField(_("载入时间"))
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("日历版本")
        verbose_name_plural = _("日历版本")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="calendar_years_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}: {self.first_year}-{self.last_year}"


class Day(models.Model):
    """One date of the known calendar; ``ordinal`` counts the working days up to and with it."""

    date = models.DateField(_("日期"), primary_key=True)
    is_working = models.BooleanField(_("工作日"))
    kind = models.CharField(_("类别"), max_length=10, choices=list(words.DAY_LABELS.items()))
    name = models.CharField(_("名称"), max_length=60, blank=True)
    source = models.CharField(_("依据"), max_length=200, blank=True)
    ordinal = models.PositiveIntegerField(_("工作日序号"))

    class Meta:
        verbose_name = _("日历日")
        verbose_name_plural = _("日历日")
        ordering = ("date",)
        constraints = (
            models.UniqueConstraint(
                fields=("ordinal",), name="day_ordinal_once", condition=Q(is_working=True)
            ),
        )

    def __str__(self) -> str:
        return self.date.isoformat()


class Term(models.Model):
    """One legal period of a subject, with its due date cached from the engine.

    ``version`` grows with each change, so that what was planned for an older date can be
    told from what holds. ``relief_days`` (days of the term's own unit, for months and years
    calendar days) were given to all in an emergency (ZY 27(6)). ``told_on`` is the latest due
    date that an applicant was told of in writing, for what the applicant must do; null for the
    office's own terms. ``sweep_on`` is the next day on which the sweep has to look.
    ``rungs`` are the days of the ladder's rungs in their order (null: not for this kind),
    ``rung`` counts those that are done with.
    """

    subject = models.ForeignKey("kernel.Subject", models.PROTECT, related_name="terms")
    kind = models.CharField(_("期限种类"), max_length=64)
    limit = models.PositiveIntegerField(_("时限"))
    unit = models.CharField(_("单位"), max_length=10, choices=list(words.UNIT_LABELS.items()))
    started_on = models.DateField(_("起算日"))
    started_at = models.DateTimeField(_("起算时刻"), null=True, blank=True)
    rolls = models.BooleanField(_("末日顺延"), default=True)
    stops = models.CharField(
        _("时限性质"), max_length=10, choices=list(words.CLOCK_LABELS.items()), default="none"
    )
    citation = models.CharField(_("依据"), max_length=200)
    relief_days = models.PositiveIntegerField(_("突发事件顺延天数"), default=0, db_default=0)

    told_on = models.DateField(_("书面告知的到期日"), null=True, blank=True)

    due_on = models.DateField(_("到期日"), null=True, blank=True)
    due_at = models.DateTimeField(_("到期时刻"), null=True, blank=True)
    due_ordinal = models.PositiveIntegerField(null=True, blank=True)
    due_reason = models.CharField(
        max_length=10, blank=True, choices=list(words.REASON_LABELS.items())
    )
    length = models.PositiveIntegerField(_("含延期的总长"), default=0)
    pause_days = models.PositiveIntegerField(_("不计入天数"), default=0)
    look_at = models.DateField(_("复查日"), null=True, blank=True)
    frozen_remaining = models.PositiveIntegerField(null=True, blank=True)
    calendar_version = models.ForeignKey(
        CalendarVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    calendar_adjusted = models.BooleanField(_("日历调整"), default=False)
    version = models.PositiveIntegerField(default=1)

    state = models.CharField(
        max_length=10, choices=list(words.STATE_LABELS.items()), default=TermState.RUNNING
    )
    ended_on = models.DateField(_("结束日"), null=True, blank=True)
    overdue_since = models.DateField(_("超期起始日"), null=True, blank=True)
    rungs = ArrayField(models.DateField(null=True), default=list, blank=True)
    rung = models.PositiveSmallIntegerField(default=0)
    sweep_on = models.DateField(null=True, blank=True)

    #: Only on rows read with ``with_standing``.
    standing: str
    left: int | None

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("期限")
        verbose_name_plural = _("期限")
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "kind"),
                name="term_one_running_per_kind",
                condition=Q(state=TermState.RUNNING),
            ),
            models.CheckConstraint(
                condition=(Q(state=TermState.RUNNING) & Q(ended_on__isnull=True))
                | (~Q(state=TermState.RUNNING) & Q(ended_on__isnull=False)),
                name="term_ended_has_day",
            ),
            models.CheckConstraint(
                condition=(Q(due_on__isnull=False) & Q(due_reason=DueReason.KNOWN))
                | (Q(due_on__isnull=True) & ~Q(due_reason=DueReason.KNOWN)),
                name="term_due_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(due_on__gte=F("told_on")),
                name="term_never_before_what_was_told",
            ),
            models.CheckConstraint(
                condition=~Q(due_reason=DueReason.PAUSED)
                | Q(frozen_remaining__isnull=False, look_at__isnull=False),
                name="term_paused_is_watched",
            ),
            models.CheckConstraint(
                condition=~Q(unit="hours") | Q(started_at__isnull=False),
                name="term_hours_have_moment",
            ),
        )
        indexes = (
            models.Index(
                fields=("sweep_on",), name="term_to_sweep", condition=Q(state=TermState.RUNNING)
            ),
            models.Index(fields=("due_on",), name="term_due", condition=Q(state=TermState.RUNNING)),
            models.Index(
                fields=("id",),
                name="term_waits_for_calendar",
                condition=Q(state=TermState.RUNNING, due_reason=DueReason.CALENDAR),
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on or self.due_reason}"


class Pause(models.Model):
    """A special procedure (特别程序): its days, both ends included, do not count.

    ``last_day`` is the day on which the result arrived; it is empty while the pause is open.
    """

    subject = models.ForeignKey("kernel.Subject", models.PROTECT, related_name="pauses")
    kind = models.CharField(_("特别程序"), max_length=40)
    first_day = models.DateField(_("首日"))
    last_day = models.DateField(_("末日"), null=True, blank=True)
    planned_end = models.DateField(_("预计结束日"))
    stops_statutory = models.BooleanField(_("中止法定时限"), default=False)
    stops_promised = models.BooleanField(_("中止承诺时限"), default=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    warned_on = models.DateField(_("逾期提醒日"), null=True, blank=True)

    class Meta:
        verbose_name = _("特别程序")
        verbose_name_plural = _("特别程序")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="pause_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(planned_end__gte=F("first_day")), name="pause_plan_in_order"
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True, closed_at__isnull=True)
                | Q(last_day__isnull=False, closed_at__isnull=False),
                name="pause_closed_has_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("planned_end",), name="pause_open", condition=Q(last_day__isnull=True)
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day}"


class Extension(models.Model):
    """The one extension (延期) of a term.

    ``carried`` marks the promised term's copy of a statutory extension: such a promise
    counts as extended, not as kept.
    """

    term = models.OneToOneField(Term, models.PROTECT, related_name="extension")
    days = models.PositiveIntegerField(_("延长天数"))
    decided_on = models.DateField(_("决定日"))
    basis = models.CharField(_("依据"), max_length=200)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    carried = models.BooleanField(_("随法定时限延长"), default=False)

    class Meta:
        verbose_name = _("延期")
        verbose_name_plural = _("延期")
        constraints = (models.CheckConstraint(condition=Q(days__gt=0), name="extension_has_days"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"+{self.days}"


class TermReminder(models.Model):
    """A rung of the ladder that a term version has reached, sent or skipped."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="reminders")
    version = models.PositiveIntegerField()
    rung = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10, choices=list(words.OUTCOME_LABELS.items()))
    reached_on = models.DateField(_("到达日"))

    class Meta:
        verbose_name = _("期限提醒")
        verbose_name_plural = _("期限提醒")
        constraints = (
            models.UniqueConstraint(
                fields=("term", "version", "rung"), name="reminder_once_per_rung"
            ),
        )

    def __str__(self) -> str:
        return f"{self.term_id} {self.rung} {self.outcome or ReminderOutcome.SENT}"
