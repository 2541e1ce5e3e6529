# SPDX-License-Identifier: Apache-2.0
"""Template vocabulary shared by every page: dates said the way people say them, icons, lights."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.accounts.phones import show_phone
from portal.kernel.deadlines.proof.days import amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.kernel.deadlines.proof.months import Cell, Month
    from portal.kernel.deadlines.terms.models import Term

register = template.Library()

WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
STANDING_WORDS = {
    "running": _("在时限内"),
    "due_soon": _("将到期"),
    "overdue": _("超期"),
    "paused": _("暂停"),
    "met": _("按时办结"),
    "met_late": _("超期办结"),
}
STANDING_CLASSES = {
    "running": "ok",
    "met": "ok",
    "due_soon": "soon",
    "overdue": "late",
    "met_late": "late",
    "paused": "hold",
}


def _as_date(value: date | datetime) -> date:
    return clock.local_date(value) if isinstance(value, datetime) else value


def _in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@register.filter
def phone(value: str) -> str:
    """Return a stored phone as people read it: 138 0013 2046, 028-26110000 转 801."""
    return show_phone(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """2026年12月1日（周二); in English `1 December 2026 (Tue)`. Empty for no date."""
    if not value:
        return ""
    on = _as_date(value)
    weekday = str(WEEKDAYS[on.weekday()])
    if _in_chinese():
        return f"{on.year}年{on.month}月{on.day}日（{weekday}）"
    return f"{on.day} {on:%B} {on.year} ({weekday})"


@register.filter
def day_short(value: date | datetime | None) -> str:
    """12月1日（周二), for places where the year is clear."""
    if not value:
        return ""
    on = _as_date(value)
    weekday = str(WEEKDAYS[on.weekday()])
    if _in_chinese():
        return f"{on.month}月{on.day}日（{weekday}）"
    return f"{on.day} {on:%b} ({weekday})"


@register.filter
def term_of(terms: dict[int, Term], subject: int) -> Term | None:
    """The running period of one row of a list; None when nothing runs."""
    return terms.get(subject)


@register.filter
def limit_words(term: Term) -> str:
    """A period's limit in words, where its day is not known: 20个工作日."""
    return amount(term.limit, term.unit)


@register.filter
def html_lang(code: str) -> str:
    """The language tag that screen readers know (zh-hans → zh-CN)."""
    return "zh-CN" if code.startswith("zh") else code


@register.filter
def light_class(standing: object) -> str:
    """CSS class of a standing; unknown ones stay neutral."""
    return STANDING_CLASSES.get(str(standing), "plain")


@register.filter
def light_word(standing: object) -> str:
    """The word beside a light, so that it never is colour alone."""
    return str(STANDING_WORDS.get(str(standing), gettext("未起算")))


@register.filter
def busy_weeks(month: Month) -> list[Sequence[Cell | None]]:
    """The weeks of a proof's month in which something happens; the others only take room."""
    return [week for week in month.weeks if any(cell and cell.kind != "out" for cell in week)]


@register.simple_tag
def icon(name: str, size: int = 40) -> SafeString:
    """One picture of static/img/icons.svg, decorative (the words stand beside it)."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" aria-hidden="true" focusable="false">'
        '<use href="{1}#{2}"></use></svg>',
        size,
        static("img/icons.svg"),
        name,
    )
