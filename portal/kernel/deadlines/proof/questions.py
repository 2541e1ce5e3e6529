# SPDX-License-Identifier: Apache-2.0
"""Questions to the engine as they come in from outside (JSON), and the answers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from portal.kernel.clock import SHANGHAI, local, local_date
from portal.kernel.deadlines.engine.backward import Backward, backward
from portal.kernel.deadlines.engine.periods import evaluate
from portal.kernel.deadlines.engine.spans import (
    BOTH,
    SITE_VISITS,
    ExtensionSpan,
    PauseSpan,
    TermSpec,
)
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import CalendarNotPublished, Invalid, PortalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.kernel.deadlines.engine.calendar import Calendar
    from portal.kernel.deadlines.engine.periods import Result

#: Longest limit that is taken seriously; a hundred years of days.
MOST = 36_600
#: Most pauses of one question; each costs a walk.
MOST_PAUSES = 100
_UNITS = {unit.value: unit for unit in Unit}
AFTER, BEFORE = "after", "before"


@dataclass(frozen=True, slots=True)
class PeriodQuestion:
    """One period to work out, as of a day.

    ``backward`` asks for the last day to act so long before the start of ``spec``.
    ``names_today`` tells that the day was asked for and is not just the present one.
    """

    spec: TermSpec
    pauses: tuple[PauseSpan, ...]
    extension: ExtensionSpan | None
    today: date
    backward: bool = False
    names_today: bool = False

    def result(self, calendar: Calendar) -> Result | Backward:
        """Run the engine; raises CalendarNotPublished past the known years."""
        if self.backward:
            return backward(self.spec, calendar)
        return evaluate(self.spec, calendar, self.pauses, self.extension)

    def remaining(self, result: Result | Backward) -> int | None:
        """Return the days left as of the day, past the due date minus those since.

        None when they cannot be counted because the present year is not announced: that is no
        reason to keep back a date that is known. Raises CalendarNotPublished for a day that was
        asked for.
        """
        try:
            return result.remaining(self.today)
        except CalendarNotPublished:
            if self.names_today:
                raise
            return None


def question(raw: Any, today: date) -> PeriodQuestion:
    """Read ``{"start","limit","unit","pauses","extension","relief","direction","today"}``.

    ``unit`` is working when absent, ``today`` the given day, ``direction`` after. For hours
    ``start`` is a moment (in Shanghai unless it says otherwise). Hours and backward periods
    know neither pauses nor, backward, an extension. Raises Invalid naming the field.
    """
    if not isinstance(raw, dict):
        raise Invalid("bad_input", _("每行应当是一个 JSON 对象。"))
    unit = _UNITS.get(raw.get("unit") or Unit.WORKING)
    if unit is None:
        raise Invalid(
            "bad_input", _("单位应当是 working、calendar、hours、months 或 years。"), "unit"
        )
    direction = raw.get("direction") or AFTER
    if direction not in (AFTER, BEFORE):
        raise Invalid("bad_input", _("方向应当是 after 或 before。"), "direction")
    asked = PeriodQuestion(
        _spec(raw, unit),
        _pauses(raw.get("pauses") or []),
        _extension(raw.get("extension")),
        _date(raw, "today") if raw.get("today") else today,
        backward=direction == BEFORE,
        names_today=bool(raw.get("today")),
    )
    _refuse_mixtures(asked)
    return asked


def _spec(raw: Mapping[str, Any], unit: Unit) -> TermSpec:
    limit = _number(raw, "limit")
    relief = _number(raw, "relief") if raw.get("relief") else 0
    if unit != Unit.HOURS:
        return TermSpec(limit, unit, _date(raw, "start"), relief=relief)
    moment = _moment(raw, "start")
    return TermSpec(limit, unit, local_date(moment), moment, relief=relief)


def _refuse_mixtures(asked: PeriodQuestion) -> None:
    hours = asked.spec.unit == Unit.HOURS
    if hours and asked.backward:
        raise Invalid("bad_input", _("按小时计算的期限不能倒着算。"), "direction")
    if (hours or asked.backward) and asked.pauses:
        raise Invalid("bad_input", _("按小时计算和倒着算的期限没有特别程序。"), "pauses")
    if asked.backward and asked.extension is not None:
        raise Invalid("bad_input", _("倒着算的期限没有延期。"), "extension")
    if asked.backward and asked.spec.relief:
        raise Invalid("bad_input", _("倒着算的期限没有顺延。"), "relief")


def answer(raw: Any, calendar: Calendar, today: date) -> dict[str, Any]:
    """Answer one question with ``{"due_on","remaining","standing"}`` or ``{"error"}``."""
    try:
        asked = question(raw, today)
        return short(asked, asked.result(calendar))
    except PortalError as error:
        return error_of(error)
    except (ValueError, OverflowError):
        return error_of(Invalid("bad_input", _("日期超出了可以计算的范围。")))


def short(asked: PeriodQuestion, result: Result | Backward) -> dict[str, Any]:
    """Return a result as JSON: due date (for hours also its moment), days left, standing."""
    told = {
        "due_on": result.due_on.isoformat() if result.due_on else None,
        "remaining": asked.remaining(result),
        "standing": result.standing(asked.today).value,
    }
    moment = getattr(result, "due_at", None)
    return told if moment is None else told | {"due_at": local(moment).isoformat()}


def error_of(error: PortalError) -> dict[str, Any]:
    """Return an error as a JSON object: code with year, or with field and message."""
    if isinstance(error, CalendarNotPublished):
        return {"error": {"code": error.code, "year": error.year}}
    return {"error": {"code": error.code, "field": error.field, "message": str(error)}}


def _pauses(raw: Any) -> tuple[PauseSpan, ...]:
    if not isinstance(raw, list):
        raise Invalid("bad_input", _("pauses 应当是列表。"), "pauses")
    if len(raw) > MOST_PAUSES:
        raise Invalid("bad_input", _("特别程序太多了。"), "pauses")
    return tuple(_pause(pause) for pause in raw)


def _pause(raw: Any) -> PauseSpan:
    if not isinstance(raw, dict):
        raise Invalid("bad_input", _("特别程序应当写明 kind、first、last。"), "pauses")
    first = _date(raw, "first")
    last = _date(raw, "last") if raw.get("last") else None
    if last is not None and last < first:
        raise Invalid("bad_input", _("特别程序的结束日早于开始日。"), "pauses")
    kind = str(raw.get("kind") or "")
    return PauseSpan(first, last, kind, None, frozenset() if kind in SITE_VISITS else BOTH)


def _extension(raw: Any) -> ExtensionSpan | None:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise Invalid("bad_input", _("延期应当写明 days 和 on。"), "extension")
    return ExtensionSpan(_number(raw, "days"), _date(raw, "on"))


def _number(raw: Mapping[str, Any], name: str) -> int:
    value = raw.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise Invalid(
            "bad_input",
            _("%(name)s 应当是 0 到 %(most)s 的整数。") % {"name": name, "most": MOST},
            name,
        )
    return value


def read_date(text: str) -> date:
    """Read a date like 2026-03-02; raises Invalid."""
    return _date({"today": text}, "today")


def _date(raw: Mapping[str, Any], name: str) -> date:
    value = raw.get(name)
    try:
        return date.fromisoformat(value or "")
    except (TypeError, ValueError):
        raise Invalid(
            "bad_input", _("%(name)s 应当是日期，例如 2026-03-02。") % {"name": name}, name
        ) from None


def _moment(raw: Mapping[str, Any], name: str) -> datetime:
    text = str(raw.get(name) or "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or len(text) <= len("2026-03-02"):
        raise Invalid(
            "bad_input",
            _("%(name)s 应当写明时刻，例如 2026-03-02T10:00。") % {"name": name},
            name,
        )
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
