# SPDX-License-Identifier: Apache-2.0
"""The reminder ladders as data. Pure.

Each ladder has a name that a term kind refers to; its last rung is always "overdue". Source:
ZY 41 (reminders of steps and of certificates that expire); the steps are the city's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Rung:
    """One step: reached when the remaining days are down to a share of the limit or a number.

    ``percent`` of the length, or ``days``; the due day itself is 0 days, overdue -1.
    ``before`` are calendar days before the due date, whatever the unit of the period.
    """

    code: str
    label: StrOrPromise
    percent: int | None = None
    days: int = 0
    before: int | None = None


DUE = "due"
OVERDUE = "overdue"
NONE, HANDLER, HOLDER = "", "handler", "holder"
_ENDS = (Rung(DUE, _("今日到期"), days=0), Rung(OVERDUE, _("已超期"), days=-1))
#: Whoever works on something or waits for it; whoever holds a licence that expires.
LADDERS = {
    HANDLER: (
        Rung("half", _("时限过半"), percent=50),
        Rung("three_days", _("还有3日到期"), days=3),
        Rung("one_day", _("还有1日到期"), days=1),
        *_ENDS,
    ),
    HOLDER: (
        Rung("ninety_days", _("还有90日到期"), before=90),
        Rung("sixty_days", _("还有60日到期"), before=60),
        Rung("thirty_days", _("还有30日到期"), before=30),
        *_ENDS,
    ),
}
#: Kinds that remind nobody keep the places of this ladder, all empty but the last.
_SILENT = HANDLER


def rungs_of(ladder: str) -> tuple[Rung, ...]:
    """Return a ladder's rungs in order; raises KeyError for an unknown name."""
    return LADDERS[ladder or _SILENT]


def codes_of(ladder: str) -> tuple[str, ...]:
    """Return the codes of a ladder's rungs in order; raises KeyError for an unknown name."""
    return tuple(rung.code for rung in rungs_of(ladder))


def label_of(code: str) -> StrOrPromise:
    """Return a rung's name for people; raises KeyError for an unknown code."""
    return {rung.code: rung.label for rungs in LADDERS.values() for rung in rungs}[code]
