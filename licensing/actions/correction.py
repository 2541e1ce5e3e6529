# SPDX-License-Identifier: Apache-2.0
"""Telling the applicant once, and everything at once, what is missing (一次告知)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from licensing.actions.intake import end_intake
from licensing.cases import clocks
from licensing.cases.documents import issue
from licensing.cases.guards import locked, require_clerk
from licensing.cases.models import CaseMaterial, Verdict
from licensing.cases.notices import tell_applicant
from licensing.cases.states import CASE
from licensing.cases.terms import SUPPLEMENT
from licensing.models.correction import Correction, CorrectionLine
from licensing.panel import lines_of
from licensing.rules import new_demands
from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import day_or_limit
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.http.access import roles_of
from portal.kernel.states import Context

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User
    from portal.kernel.audit.models import Event


def _first_demands(case: Case) -> set[int]:
    first = case.corrections.order_by("sequence").first()
    if first is None:
        return set()
    return set(first.lines.values_list("case_material_id", flat=True))


@transaction.atomic
def request_correction(
    *,
    case: Case,
    demands: Mapping[int, str],
    override_reason: str = "",
    revision: int | None = None,
    by: User,
    at: datetime,
) -> Correction:
    """Tell the applicant, once, everything that is missing: key of the material -> what is wanted.

    A later notice with a demand that the first did not name is refused, unless a supervisor
    overrides it with a reason; that is then recorded as a breach of 一次告知. Raises Invalid
    for an empty notice.
    """
    case = locked(case, revision=revision)
    _require_notifier(case, by)
    CASE.require("request_correction", case.state)
    lines = {line.pk: line for line in lines_of(case) if line.pk in demands}
    if not lines or any(not text.strip() for text in demands.values()):
        raise Invalid.many([Problem("demands", "required", _("请逐份写明要补正什么，一次列全。"))])
    sequence = case.corrections.count() + 1
    fresh = new_demands(_first_demands(case), lines) if sequence > 1 else set()
    _check_new_demands(fresh, lines, override_reason, by)
    day = clock.local_date(at)
    event = CASE.apply(
        case,
        "request_correction",
        by=by,
        at=at,
        context=Context(
            facts={"sequence": sequence, "lines": sorted(lines), "new": sorted(fresh)},
            effective_on=day,
            on_behalf_of=case.applicant,
            window=case.window,
        ),
        revision=case.revision + 1,
    )
    if fresh:
        record(
            subject=case.subject,
            verb="licensing.breach.second_demand",
            by=by,
            facts={"sequence": sequence, "lines": sorted(fresh)},
            citation="行政许可法第七十二条",
        )
    end_intake(case, on=day, at=at)
    return _write_correction(case, lines, demands, sequence, override_reason, event, by, at)


def _require_notifier(case: Case, by: User) -> None:
    if Role.SUPERVISOR not in roles_of(by):
        require_clerk(case, by)


def _check_new_demands(
    fresh: set[int], lines: Mapping[int, CaseMaterial], override_reason: str, by: User
) -> None:
    if not fresh:
        return
    names = "、".join(lines[key].material.name for key in sorted(fresh))
    if Role.SUPERVISOR not in roles_of(by) or not override_reason.strip():
        raise Refused(
            "second_demand",
            _("第一次告知时没有提出这些要求，不能再要：%(names)s（一次告知）。") % {"names": names},
        )


def _write_correction(
    case: Case,
    lines: Mapping[int, CaseMaterial],
    demands: Mapping[int, str],
    sequence: int,
    override_reason: str,
    event: Event,
    by: User,
    at: datetime,
) -> Correction:
    day = clock.local_date(at)
    term = clocks.start(
        subject=case.subject,
        term=SUPPLEMENT,
        limit=rule_book(day).value("supplement_days"),
        started_on=day,
        at=at,
    )
    due = day_or_limit(term.due_on, term.limit)
    rows = [
        {"name": line.material.name, "demand": demands[key].strip()} for key, line in lines.items()
    ]
    document = issue(case, "correction_notice", by=by, lines=rows, due=due)
    correction = Correction.objects.create(
        case=case,
        sequence=sequence,
        issued_at=at,
        issued_by=by,
        override_reason=override_reason.strip(),
        overridden_by=by if override_reason.strip() else None,
        document=document,
    )
    CorrectionLine.objects.bulk_create(
        CorrectionLine(correction=correction, case_material=line, demand=demands[key].strip()[:300])
        for key, line in lines.items()
    )
    CaseMaterial.objects.filter(pk__in=lines).update(verdict=Verdict.TO_CORRECT)
    tell_applicant(
        case,
        event,
        "correction_requested",
        lines="；".join(f"{row['name']}（{row['demand']}）" for row in rows),
        due=due,
    )
    return correction
