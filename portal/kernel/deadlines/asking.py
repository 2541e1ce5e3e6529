# SPDX-License-Identifier: Apache-2.0
"""Questions to the engine as they come in from outside (JSON), and the answers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from portal.kernel.deadlines.engine import evaluate
from portal.kernel.deadlines.pause_kinds import SITE_VISITS
from portal.kernel.deadlines.spans import BOTH, ExtensionSpan, PauseSpan, TermSpec
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import CalendarNotPublished, Invalid, PortalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.kernel.deadlines.calendar import Calendar
    from portal.kernel.deadlines.engine import Result

#: Longest limit that is taken seriously; a hundred years of days.
MOST = 36_600
_UNITS = {unit.value: unit for unit in Unit if unit is not Unit.HOURS}


@dataclass(frozen=True, slots=True)
class Question:
    """One period to work out, as of a day."""

    spec: TermSpec
    pauses: tuple[PauseSpan, ...]
    extension: ExtensionSpan | None
    today: date

    def result(self, calendar: Calendar) -> Result:
        """Run the engine; raises CalendarNotPublished past the known years."""
        return evaluate(self.spec, calendar, self.pauses, self.extension)


def question(raw: Any, today: date) -> Question:
    """Read ``{"start","limit","unit","pauses","extension","today"}``.

    ``unit`` is working when absent, ``today`` the given day. Raises Invalid naming the field.
    """
    if not isinstance(raw, dict):
        raise Invalid("bad_input", _("每行应当是一个 JSON 对象。"))
    unit = _UNITS.get(raw.get("unit") or Unit.WORKING)
    if unit is None:
        raise Invalid("bad_input", _("单位应当是 working 或 calendar。"), "unit")
    spec = TermSpec(_number(raw, "limit"), unit, _date(raw, "start"))
    pauses = raw.get("pauses") or []
    if not isinstance(pauses, list):
        raise Invalid("bad_input", _("pauses 应当是列表。"), "pauses")
    return Question(
        spec,
        tuple(_pause(pause) for pause in pauses),
        _extension(raw.get("extension")),
        _date(raw, "today") if raw.get("today") else today,
    )


def answer(raw: Any, calendar: Calendar, today: date) -> dict[str, Any]:
    """Answer one question with ``{"due_on","remaining","standing"}`` or ``{"error"}``."""
    try:
        asked = question(raw, today)
        result = asked.result(calendar)
        return {
            "due_on": result.due_on.isoformat() if result.due_on else None,
            "remaining": result.remaining(asked.today),
            "standing": result.standing(asked.today).value,
        }
    except PortalError as error:
        return error_of(error)
    except (ValueError, OverflowError):
        return error_of(Invalid("bad_input", _("日期超出了可以计算的范围。")))


def error_of(error: PortalError) -> dict[str, Any]:
    """Return an error as a JSON object: code with year, or with field and message."""
    if isinstance(error, CalendarNotPublished):
        return {"error": {"code": error.code, "year": error.year}}
    return {"error": {"code": error.code, "field": error.field, "message": str(error)}}


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
