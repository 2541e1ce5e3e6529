# SPDX-License-Identifier: Apache-2.0
"""Which organ's part of a joint case is late, by name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from licensing.cases.terms import PART
from portal.kernel.deadlines.holidays.calendars import current
from portal.kernel.deadlines.terms.models import Term

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from licensing.cases.models import Case
    from licensing.review.models import OrganPart


def late_parts(cases: Iterable[int], today: date) -> dict[int, list[str]]:
    """Name the late parts of joint cases: 市消防救援支队的部分已超期2个工作日 (one query)."""
    late = (
        Term.objects.overdue(today)
        .filter(kind=PART.code, subject__organ_part__case__in=list(cases))
        .with_standing(today, current())
        .select_related("subject__organ_part__organ")
        .order_by("subject__organ_part__case_id", "due_on")
    )
    told = defaultdict(list)
    for term in late:
        part: OrganPart = term.subject.organ_part
        told[part.case_id].append(
            _("%(organ)s的部分已超期%(days)d个工作日")
            % {"organ": part.organ.name, "days": -(term.left or 0)}
        )
    return dict(told)


def late_parts_of(case: Case, today: date) -> list[str]:
    """Name the late parts of one case; only a joint one has any."""
    return late_parts([case.pk], today).get(case.pk, []) if case.version.is_joint else []


def mark_late(cases: Iterable[Case], today: date) -> None:
    """Set ``late_parts`` on each case of a list: its late organs by name.

    Two queries where the list has joint cases, none otherwise.
    """
    rows = list(cases)
    joint = [case.pk for case in rows if case.version.is_joint]
    told = late_parts(joint, today) if joint else {}
    for case in rows:
        case.late_parts = told.get(case.pk, [])
