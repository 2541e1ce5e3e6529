# SPDX-License-Identifier: Apache-2.0
"""The list of calendar changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel.deadlines.terms.models import CalendarVersion
from portal.web import calendar_acts

if TYPE_CHECKING:
    pass


def dates_of(version: CalendarVersion) -> str:
    """Return the dates of a notice in short."""
    days = [str(entry["date"]) for entry in version.entries]
    if not days:
        return ""
    return (
        days[0]
        if len(days) == 1
        else _("%(first)s 至 %(last)s，%(count)s天")
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
        and version.source != calendar_acts.SHIPPED
    )
