# SPDX-License-Identifier: Apache-2.0
"""The applicant's answer to a correction notice, and the silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from licensing.cases import clocks
from licensing.cases.documents import issue, material_facts
from licensing.cases.guards import acts_at_desk, locked
from licensing.cases.models import CaseMaterial, Grade, Verdict
from licensing.cases.notices import tell_applicant
from licensing.cases.states import CASE, CaseState
from licensing.cases.terms import SUPPLEMENT, SUPPLEMENT_CHECK
from licensing.panel import lines_of
from portal.kernel import clock
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import day_or_limit
from portal.kernel.errors import Invalid, Problem
from portal.kernel.states import Context

if TYPE_CHECKING:
    from datetime import datetime

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User


def demanded(case: Case) -> dict[int, str]:
    """Return what the newest notice asks for: key of the material -> the demand."""
    newest = case.corrections.order_by("-sequence").first()
    if newest is None:
        return {}
    return dict(newest.lines.values_list("case_material_id", "demand"))


@transaction.atomic
def supplement(*, case: Case, by: User, at: datetime) -> Case:
    """Hand in what the notice asked for; files were added to the materials before.

    Raises Invalid naming every demanded material that has got no new file. A clerk may
    confirm originals on the desk instead.
    """
    case = locked(case)
    at_desk = acts_at_desk(case, by)
    CASE.require("supplement", case.state)
    asked = demanded(case)
    lines = [line for line in lines_of(case) if line.pk in asked]
    if at_desk:
        CaseMaterial.objects.filter(pk__in=asked).update(grade=Grade.B, verdict=Verdict.PENDING)
    else:
        issued = case.corrections.order_by("-sequence").values_list("issued_at", flat=True)[0]
        problems = [
            Problem(
                f"material_{line.pk}",
                "material_missing",
                _("还没有补：%(name)s") % {"name": line.material.name},
            )
            for line in lines
            if not any(file.added_at > issued for file in line.files.all() if not file.removed_at)
            and not (line.wants_deferral and not line.material.is_main)
        ]
        if problems:
            raise Invalid.many(problems)
    day = clock.local_date(at)
    event = CASE.apply(
        case,
        "supplement",
        by=by,
        at=at,
        context=Context(effective_on=day, on_behalf_of=case.applicant),
        revision=case.revision + 1,
    )
    clocks.end(subject=case.subject, codes=(SUPPLEMENT.code,), on=day, at=at)
    term = clocks.start(
        subject=case.subject,
        term=SUPPLEMENT_CHECK,
        limit=rule_book(day).value("supplement_check_days"),
        started_on=day,
        at=at,
    )
    due = day_or_limit(term.due_on, term.limit)
    issue(
        case,
        "receipt",
        by=by,
        materials=material_facts(case),
        query_code=case.query_code,
        intake_due=due,
    )
    tell_applicant(case, event, "submitted", code=case.query_code, due=due)
    return case


@transaction.atomic
def close_no_reply(*, case: Case, at: datetime) -> bool:
    """End a case whose applicant stayed silent: no prejudice, no credit mark.

    Returns False where there is nothing to do.
    """
    case = locked(case)
    if case.state != CaseState.CORRECTION_REQUESTED:
        return False
    day = clock.local_date(at)
    event = CASE.apply(
        case,
        "close_no_reply",
        by=None,
        at=at,
        context=Context(effective_on=day),
        ended_at=at,
        revision=case.revision + 1,
    )
    clocks.end(subject=case.subject, codes=(SUPPLEMENT.code,), on=day, at=at)
    tell_applicant(case, event, "closed_no_reply")
    return True
