# SPDX-License-Identifier: Apache-2.0
"""The question of the public deadline calculator, for the page and for the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.deadlines.engine.spans import ART_45, CODES
from portal.kernel.deadlines.holidays import calendars
from portal.kernel.deadlines.proof import questions
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import CalendarNotPublished, Invalid, Problem

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise


# -- What the deadline calculator lets choose, and its kinds of fields -------------------------


#: A proof shows each day; longer ones help nobody.
LONGEST = 3660


PAUSES = (1, 2)


UNITS = (
    (Unit.WORKING.value, _("工作日")),
    (Unit.CALENDAR.value, _("自然日")),
    (Unit.MONTHS.value, _("个月")),
    (Unit.YEARS.value, _("年")),
    (Unit.HOURS.value, _("小时")),
)


DIRECTIONS = (
    (questions.AFTER, _("往后算：从这一天起多久之内")),
    (questions.BEFORE, _("往前算：在这一天之前多久")),
)


KINDS = [("", _("没有")), *((name, name) for name in (*ART_45, CODES["site_visit"]))]


def day_field(label: StrOrPromise, help_text: StrOrPromise = "") -> forms.DateField:
    """Return a field for a day that may be left out."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=widget, help_text=help_text, input_formats=["%Y-%m-%d"]
    )


def count_field(label: StrOrPromise, help_text: StrOrPromise = "") -> forms.IntegerField:
    """Return a field for a number of days that may be left out."""
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=LONGEST, help_text=help_text
    )


_PARTS = ("kind", "first", "last")


_USUAL = {"unit": Unit.WORKING.value, "direction": questions.AFTER}


_MAIN = ("start", "time", "limit", "unit", "direction")


#: Which field shows what the question says is wrong.
_FIELDS = {"extension": "extend_days", "pauses": "pause_kind_1", "first": "pause_first_1"}


class DeadlineForm(forms.Form):
    """Start, length and unit; on wish pauses, an extension, relief and the day to look from.

    When valid, ``asked`` is the question and ``unknown`` the error of a calendar that is not
    yet published, which is nobody's mistake.
    """

    start = forms.DateField(
        label=_("从哪一天算"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        help_text=_("收到材料、作出决定或者到期的那一天；这一天本身不计入。"),
    )
    time = forms.TimeField(
        label=_("时刻"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("只有按小时计算才要填。"),
    )
    limit = forms.IntegerField(label=_("多久"), min_value=0, max_value=LONGEST)
    unit = forms.ChoiceField(label=_("单位"), choices=UNITS)
    direction = forms.ChoiceField(label=_("方向"), choices=DIRECTIONS)
    pause_kind_1 = forms.ChoiceField(label=_("特别程序一"), choices=KINDS, required=False)
    pause_first_1 = day_field(_("特别程序一：开始日"))
    pause_last_1 = day_field(_("特别程序一：结果送达日"), _("还没有结束的，不填。"))
    pause_kind_2 = forms.ChoiceField(label=_("特别程序二"), choices=KINDS, required=False)
    pause_first_2 = day_field(_("特别程序二：开始日"))
    pause_last_2 = day_field(_("特别程序二：结果送达日"), _("还没有结束的，不填。"))
    extend_days = count_field(_("延期天数"))
    extend_on = day_field(_("决定延期的日期"))
    relief = count_field(_("突发事件顺延天数"))
    today = day_field(_("按哪一天看"), _("不填就按今天。"))

    asked: questions.PeriodQuestion
    unknown: CalendarNotPublished | None = None

    def __init__(self, asked: QueryDict | None = None, **options: Any) -> None:
        """Take a query; its unit is working and its direction after when it names none."""
        super().__init__(None if asked is None else {**_USUAL, **asked.dict()}, **options)

    def clean(self) -> dict[str, Any]:
        """Build the question and try it once."""
        data = super().clean() or {}
        self._refuse_halves(data)
        if not self.errors:
            try:
                self._ask(data)
            except CalendarNotPublished as unknown:
                self._keep_unknown(unknown)
            except Invalid as wrong:
                field = _FIELDS.get(wrong.field, wrong.field)
                self.add_error(field if field in self.fields else None, str(wrong))
            except (ValueError, OverflowError):
                self.add_error("limit", _("日期超出了可以计算的范围。"))
        return data

    def _ask(self, data: dict[str, Any]) -> None:
        self.asked = questions.question(self._raw(data), clock.today())
        result = self.asked.result(calendars.current())
        start, due = self.asked.spec.started_on, result.due_on
        if due is not None and abs((due - start).days) > LONGEST:
            self.add_error("limit", _("这里最多计算十年以内的期限。"))

    def _keep_unknown(self, unknown: CalendarNotPublished) -> None:
        if unknown.code == "calendar_not_published":
            self.unknown = unknown
        else:
            self.add_error("start", str(unknown))

    def _refuse_halves(self, data: dict[str, Any]) -> None:
        if data.get("unit") == Unit.HOURS and not data.get("time") and "time" not in self.errors:
            self.add_error("time", _("按小时计算，请写明从什么时刻算起。"))
        for number in PAUSES:
            kind, first, last = (data.get(f"pause_{part}_{number}") for part in _PARTS)
            if (kind or last) and not first and f"pause_first_{number}" not in self.errors:
                self.add_error(f"pause_first_{number}", _("请写明特别程序从哪一天开始。"))
            if first and last and last < first:
                self.add_error(f"pause_last_{number}", _("结束日不能早于开始日。"))
        for name, other in (("extend_days", "extend_on"), ("extend_on", "extend_days")):
            if data.get(other) and not data.get(name) and name not in self.errors:
                self.add_error(name, _("延期要写明天数和决定的日期。"))

    def _raw(self, data: dict[str, Any]) -> dict[str, Any]:
        start = data["start"].isoformat()
        if data["unit"] == Unit.HOURS:
            start += f"T{data['time']:%H:%M}"
        raw: dict[str, Any] = {
            "start": start,
            "limit": data["limit"],
            "unit": data["unit"],
            "direction": data["direction"],
            "pauses": [
                {
                    "kind": data[f"pause_kind_{number}"],
                    "first": data[f"pause_first_{number}"].isoformat(),
                    "last": _iso(data[f"pause_last_{number}"]),
                }
                for number in PAUSES
                if data[f"pause_first_{number}"]
            ],
            "relief": data["relief"],
            "today": _iso(data["today"]),
        }
        if data["extend_days"]:
            raw["extension"] = {"days": data["extend_days"], "on": _iso(data["extend_on"])}
        return raw

    def more(self) -> list[forms.BoundField]:
        """Return the rarer fields."""
        return [self[name] for name in self.fields if name not in _MAIN]

    def has_more(self) -> bool:
        """Tell whether one of the rarer fields is filled in or wrong."""
        return any(self.data.get(field.name) or field.errors for field in self.more())

    def link(self) -> str:
        """Return the query that asks this again, without empty fields."""
        given = {name: self.data.get(name, "") for name in self.fields}
        return urlencode({name: value for name, value in given.items() if value})

    def refuse(self) -> None:
        """Raise what is wrong as Invalid, naming each field; nothing when all is well."""
        problems = [
            Problem("" if name == "__all__" else name, "bad_input", str(errors[0]))
            for name, errors in self.errors.items()
        ]
        if problems:
            raise Invalid.many(problems)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
