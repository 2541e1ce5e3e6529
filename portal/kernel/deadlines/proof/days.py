# SPDX-License-Identifier: Apache-2.0
"""Why a period ends on that day: each day, counted or not, and the article that says so. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from portal.kernel.clock import local
from portal.kernel.deadlines.engine import calendar as calendars
from portal.kernel.deadlines.engine.periods import Result, evaluate
from portal.kernel.deadlines.engine.spans import ART_45_CITATION, TermSpec, in_article_45, name_of
from portal.kernel.deadlines.proof.months import EXTENSION, RELIEF, Month, ProofDay, month_grid
from portal.kernel.deadlines.terms import rows
from portal.kernel.deadlines.words import DayKind, Unit
from portal.kernel.errors import CalendarNotPublished

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portal.kernel.deadlines.engine.calendar import Calendar, DayRow
    from portal.kernel.deadlines.engine.spans import ExtensionSpan, PauseSpan
    from portal.kernel.deadlines.terms.models import Pause, Term


START_RULE = "民法典第二百零一条"


MONTH_RULE = "民法典第二百零二条"


ROLL_RULE = "民法典第二百零三条"


#: What an applicant was told in writing holds (信赖保护).
TOLD_RULE = "行政许可法第八条"


RELIEF_RULE = "资阳市优化营商环境条例第二十七条第六项"


_AMOUNTS = {
    Unit.WORKING: ngettext_lazy("%(n)s个工作日", "%(n)s个工作日", "n"),
    Unit.CALENDAR: ngettext_lazy("%(n)s日", "%(n)s日", "n"),
    Unit.HOURS: ngettext_lazy("%(n)s小时", "%(n)s小时", "n"),
    Unit.MONTHS: ngettext_lazy("%(n)s个月", "%(n)s个月", "n"),
    Unit.YEARS: ngettext_lazy("%(n)s年", "%(n)s年", "n"),
}


@dataclass(frozen=True)
class Proof:
    """A due date explained; ``due_on`` is None while it cannot be known."""

    due_on: date | None
    sentence: str
    days: Sequence[ProofDay] = field(default_factory=list)
    months: Sequence[Month] = field(default_factory=list)


def amount(limit: int, unit: str) -> str:
    """Return a limit in words: 30个工作日."""
    return str(_AMOUNTS[Unit(unit)] % {"n": limit})


def in_words(day: date) -> str:
    """Return a date in words: 2026年4月14日."""
    # Translators: a date format of Django; English "j F Y" gives 14 April 2026
    return dateformat.format(day, _("Y年n月j日"))


def explain(
    result: Result,
    *,
    today: date | None = None,
    citation: str = "",
    pauses: Sequence[PauseSpan] = (),
    extension: ExtensionSpan | None = None,
) -> Proof:
    """Explain a result of the engine day by day, with a sentence and the months as a grid."""
    walk = _Walk(result, pauses, extension)
    days = list(walk.days(today))
    return Proof(
        due_on=result.due_on,
        sentence=_sentence(result, citation, extension),
        days=days,
        months=month_grid(days, today),
    )


def preview(
    limit: int,
    unit: str,
    started_on: date,
    *,
    today: date | None = None,
    citation: str = "",
    calendar: Calendar | None = None,
) -> Proof:
    """Explain a period that would start on a day; without a date past the known years."""
    spec = TermSpec(limit, Unit(unit), started_on)
    try:
        result = evaluate(spec, calendar or calendars.current())
    except CalendarNotPublished as unknown:
        return unknown_until(spec, unknown.year, citation)
    return explain(result, today=today, citation=citation)


def of_term(
    term: Term,
    today: date,
    calendar: Calendar | None = None,
    pauses: Sequence[Pause] | None = None,
) -> Proof:
    """Explain the due date of a row.

    ``pauses``: those of its subject where they have been read already; its extension is read
    with the row or by this.
    """
    known = calendar or calendars.current()
    if pauses is None:
        pauses = list(term.subject.pauses.all())
    extension = getattr(term, "extension", None)
    try:
        result = rows.worked_out(term, known, pauses, extension)
    except CalendarNotPublished as unknown:
        return unknown_until(rows.spec_of(term), unknown.year, term.citation)
    return explain(
        result,
        today=today,
        citation=term.citation,
        pauses=rows.spans_for(term, pauses),
        extension=rows.extension_of(extension),
    )


def unknown_until(spec: TermSpec, year: int, citation: str = "") -> Proof:
    """Explain why a period has no date: a year's holidays have not been announced."""
    sentence = _(
        "从%(start)s的次日起算%(amount)s。%(year)s年的放假安排尚未公布，公布后会自动算出具体日期。"
    ) % {
        "start": in_words(spec.started_on),
        "amount": amount(spec.limit, spec.unit),
        "year": year,
    }
    return Proof(None, sentence + _relieved(spec) + cited(citation))


class _Walk:
    """Goes through the dates of a result and says of each what it was."""

    def __init__(
        self, result: Result, pauses: Sequence[PauseSpan], extension: ExtensionSpan | None
    ) -> None:
        self.result, self.pauses, self.extension = result, pauses, extension
        self.spec, self.calendar = result.spec, result.calendar
        length = result.length
        if self.spec.unit == Unit.HOURS and result.due_on is not None:
            length = (result.due_on - self.spec.started_on).days
        self.own = length - (extension.days if extension and result.extended else 0)

    def days(self, today: date | None) -> Iterator[ProofDay]:
        """Yield the start day and every day up to the due date.

        With an open pause up to its planned end, or today when that is later.
        """
        start = self.spec.started_on
        is_due = self.result.due_on == start
        yield ProofDay(start, "start", _("起算日，不计入"), START_RULE, is_due=is_due)
        count = 0
        for offset in range(1, (self._end(today) - start).days + 1):
            day = start + timedelta(days=offset)
            entry = self._day(day, count + 1)
            count += entry.counted
            yield entry

    def _end(self, today: date | None) -> date:
        if self.result.due_on is not None:
            return self.result.due_on
        open_block = self.result.blocks[-1]
        ends = [date.fromordinal(open_block.first), self.result.look_at, today]
        last = max(day for day in ends if day is not None)
        return min(last, max(self.calendar.last_date, date.fromordinal(open_block.first)))

    def _day(self, day: date, number: int) -> ProofDay:
        is_due = day == self.result.due_on
        row = self._row(day)
        name = row.name if row else ""
        if any(block.covers(day.toordinal()) for block in self.result.blocks):
            why, source = self._paused(day)
            return ProofDay(day, "paused", why, source, name)
        last = self.result.last_counted
        if last is not None and day > last and self.result.as_told:
            why = _("书面告知过的到期日") if is_due else _("书面告知的日期在后，不提前")
            return ProofDay(day, "skipped", why, TOLD_RULE, name, is_due=is_due)
        if last is not None and day > last:
            why = _("末日是休息日，顺延") if not is_due else _("顺延后的到期日")
            return ProofDay(day, "skipped", why, ROLL_RULE, name, is_due=is_due)
        if self.spec.unit == Unit.WORKING and row is not None and not row.is_working:
            return ProofDay(day, "skipped", rest_of(row), row.source, row.name)
        added = self._added(number)
        why, source = self._counted(row, added)
        idle = next((s for s in self.pauses if not s.stops and s.covers(day)), None)
        if idle is not None:
            why = _("%(why)s（%(kind)s不停止计时）") % {"why": why, "kind": name_of(idle.kind)}
        return ProofDay(day, "counted", why, source, name, is_due=is_due, added=added)

    def _added(self, number: int) -> str:
        """Say what the counted day with this number (from 1) belongs to beyond the limit."""
        if number > self.own:
            return EXTENSION
        return RELIEF if number > self.own - self.spec.relief else ""

    def _row(self, day: date) -> DayRow | None:
        try:
            return self.calendar.row(day)
        except CalendarNotPublished:
            return None

    def _paused(self, day: date) -> tuple[str, str]:
        span = next(span for span in self.pauses if span.stops and span.covers(day))
        source = ART_45_CITATION if in_article_45(span.kind) else ""
        return _("特别程序（%(kind)s）") % {"kind": name_of(span.kind)}, source

    def _counted(self, row: DayRow | None, added: str) -> tuple[str, str]:
        if added == EXTENSION and self.extension is not None:
            return _("延期"), self.extension.basis
        if added == RELIEF:
            return _("突发事件顺延"), RELIEF_RULE
        if self.spec.unit != Unit.WORKING or row is None:
            return _("计入"), START_RULE
        if row.kind == DayKind.MAKEUP:
            return _("补班日"), row.source
        return _("工作日"), row.source


def rest_of(row: DayRow) -> str:
    """Return why a day is a rest day."""
    if row.kind == DayKind.HOLIDAY:
        return _("节假日（%(name)s）") % {"name": row.name} if row.name else _("节假日")
    if row.kind == DayKind.LOCAL:
        return _("本地放假（%(name)s）") % {"name": row.name} if row.name else _("本地放假")
    return _("周末")


def _sentence(result: Result, citation: str, extension: ExtensionSpan | None) -> str:
    spec = result.spec
    parts = [_opening(result), _relieved(spec)]
    if result.pause_days:
        parts.append(_("特别程序占用的%(n)s天不计入。") % {"n": result.pause_days})
    if extension is not None and result.extended:
        parts.append(
            _("经%(on)s决定，延长%(amount)s。")
            % {
                "on": in_words(extension.decided_on),
                "amount": amount(extension.days, _extension_unit(spec.unit)),
            }
        )
    if result.as_told and result.due_on is not None:
        parts.append(
            _("书面告知过最迟%(day)s，不提前（%(rule)s）。")
            % {"day": in_words(result.due_on), "rule": TOLD_RULE}
        )
    elif result.last_counted is not None and result.last_counted != result.due_on:
        parts.append(
            _("末日%(day)s是休息日，顺延到下一个工作日。") % {"day": in_words(result.last_counted)}
        )
    return "".join(parts) + cited(citation)


def _relieved(spec: TermSpec) -> str:
    if not spec.relief:
        return ""
    days = amount(spec.relief, _extension_unit(spec.unit))
    return _("因突发事件顺延%(amount)s（%(rule)s）。") % {"amount": days, "rule": RELIEF_RULE}


def _opening(result: Result) -> str:
    spec = result.spec
    facts = {"start": in_words(spec.started_on), "amount": amount(spec.limit, spec.unit)}
    if result.due_on is None:
        return _("从%(start)s的次日起算%(amount)s；特别程序进行中，暂停计时，还剩%(left)s天。") % {
            **facts,
            "left": result.frozen_remaining,
        }
    facts["due"] = in_words(result.due_on)
    if result.due_at is not None:
        # Translators: a date format of Django
        facts["due"] = dateformat.format(local(result.due_at), _("Y年n月j日H:i"))
        return _("从收到时起%(amount)s，最迟%(due)s。") % facts
    if result.length == 0:
        return _("应当当日办结，即%(due)s。") % facts
    return _("从%(start)s的次日起算%(amount)s，最迟%(due)s。") % facts


def _extension_unit(unit: Unit) -> Unit:
    return Unit.WORKING if unit == Unit.WORKING else Unit.CALENDAR


def cited(citation: str) -> str:
    """Return the closing words that name the article, empty without one."""
    return _("依据：%(citation)s。") % {"citation": citation} if citation else ""
