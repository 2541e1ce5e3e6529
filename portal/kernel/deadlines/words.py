# SPDX-License-Identifier: Apache-2.0
"""The words of the deadline tables: codes for rows and labels for people. Pure."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Unit(StrEnum):
    """What a limit counts."""

    WORKING = "working"
    CALENDAR = "calendar"
    HOURS = "hours"
    MONTHS = "months"
    YEARS = "years"


class TermStanding(StrEnum):
    """How a running period stands on a day; screens show this, never the sign of a number."""

    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PAUSED = "paused"


class Clock(StrEnum):
    """Which kind of pause stops a term."""

    STATUTORY = "statutory"
    PROMISED = "promised"
    NONE = "none"


class TermState(StrEnum):
    """The states of a term row. Paused is not one: it is "has an open pause"."""

    RUNNING = "running"
    MET = "met"
    MET_LATE = "met_late"
    CANCELLED = "cancelled"


class DueReason(StrEnum):
    """Why a running term has no due date."""

    KNOWN = ""
    CALENDAR = "calendar"
    PAUSED = "paused"


class DayKind(StrEnum):
    """Why a day is or is not a working day."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"
    LOCAL = "local"


class ReminderOutcome(StrEnum):
    """What the sweep did with a rung of the ladder."""

    SENT = "sent"
    SKIPPED = "skipped"


UNIT_LABELS = {
    Unit.WORKING: _("个工作日"),
    Unit.CALENDAR: _("日"),
    Unit.HOURS: _("小时"),
    Unit.MONTHS: _("个月"),
    Unit.YEARS: _("年"),
}
STANDING_LABELS = {
    TermStanding.RUNNING: _("办理中"),
    TermStanding.DUE_SOON: _("即将到期"),
    TermStanding.OVERDUE: _("已超期"),
    TermStanding.PAUSED: _("已中止计时"),
}
CLOCK_LABELS = {
    Clock.STATUTORY: _("法定时限"),
    Clock.PROMISED: _("承诺时限"),
    Clock.NONE: _("不受特别程序影响"),
}
STATE_LABELS = {
    TermState.RUNNING: _("计时中"),
    TermState.MET: _("按时完成"),
    TermState.MET_LATE: _("超期完成"),
    TermState.CANCELLED: _("已取消"),
}
DAY_LABELS = {
    DayKind.WEEKDAY: _("工作日"),
    DayKind.WEEKEND: _("周末"),
    DayKind.HOLIDAY: _("节假日"),
    DayKind.MAKEUP: _("补班日"),
    DayKind.LOCAL: _("本地调整"),
}
REASON_LABELS = {
    DueReason.CALENDAR: _("放假安排尚未公布"),
    DueReason.PAUSED: _("特别程序进行中"),
}
OUTCOME_LABELS = {
    ReminderOutcome.SENT: _("已发送"),
    ReminderOutcome.SKIPPED: _("已跳过"),
}
