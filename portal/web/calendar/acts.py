# SPDX-License-Identifier: Apache-2.0
"""Supervision changes the calendar: a local day off, a new year's notice, taking one back.

All goes through the kernel's loading; a preview is the same act, rolled back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock, wording
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.deadlines.holidays import loading, texts
from portal.kernel.deadlines.holidays.texts import NamedDate
from portal.kernel.deadlines.terms.models import CalendarVersion
from portal.kernel.errors import Invalid, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from django_stubs_ext import StrOrPromise

    from portal.kernel.accounts.models import User
    from portal.kernel.deadlines.holidays.loading import Loaded


#: The source under which the calendar that comes with the portal is stored.
SHIPPED = "shipped"
#: Letters of a paper's title and number.
MOST_SOURCE = 200


def _require_supervisor(by: User) -> None:
    if Role.SUPERVISOR not in roles_of(by):
        raise Refused("not_supervisor", _("只有督查人员可以调整日历。"))


def announce_closure(
    *, days: Sequence[date], name: str, source: str, by: User, at: datetime
) -> Loaded:
    """Make days of this city days off; raises Invalid for a day that has passed."""
    _require_supervisor(by)
    if not days:
        raise Invalid("required", _("请选择日期。"), "first_day")
    if min(days) < clock.local_date(at):
        raise Invalid("in_past", _("不能给已经过去的日子放假。"), "first_day")
    label = _named(name, "name", 60, _("请写明名称和文件。"))
    paper = _named(source, "source", MOST_SOURCE, _("请写明名称和文件。"))
    entries = [
        NamedDate(day, off=True, name=label, source=paper, local=True) for day in sorted(set(days))
    ]
    return loading.load(entries=entries, source=paper, by=by, at=at)


def _named(text: str, field: str, most: int, message: StrOrPromise) -> str:
    return wording.reason(text, field, least=1, most=most, message=message, code="required")


def load_notice(*, text: str, source: str, by: User, at: datetime) -> Loaded:
    """Take a year's notice into the calendar; raises Invalid naming the field and the rows."""
    _require_supervisor(by)
    paper = _named(source, "source", MOST_SOURCE, _("请写明文件名称和文号。"))
    entries = texts.parse(text, source=paper)
    return loading.load(entries=entries, source=paper, by=by, at=at)


def undo_notice(*, version: CalendarVersion, by: User, at: datetime) -> Loaded:
    """Take one notice back; raises Refused for the shipped calendar and for one undone before."""
    _require_supervisor(by)
    if version.source == SHIPPED:
        raise Refused("shipped", _("随系统发布的日历不能撤销。"))
    return loading.undo(version=version, by=by, at=at)


def preview(act: Callable[[], Loaded]) -> Loaded:
    """Return what an act would do, to the last date, and leave nothing of it."""
    with transaction.atomic():
        loaded = act()
        transaction.set_rollback(True)
    return loaded


# -- The list of calendar changes --------------------------------------------------------------


def dates_of(version: CalendarVersion) -> str:
    """Return the dates of a notice in short."""
    days = [str(entry["date"]) for entry in version.entries]
    if not days:
        return ""
    return (
        days[0]
        if len(days) == 1
        else gettext("%(first)s 至 %(last)s，%(count)s天")
        % {
            "first": days[0],
            "last": days[-1],
            "count": len(days),
        }
    )


def may_undo(version: CalendarVersion) -> bool:
    """Tell whether a change can be taken back."""
    return (
        version.undoes_id is None
        and not hasattr(version, "undone_by")
        and version.source != SHIPPED
    )
