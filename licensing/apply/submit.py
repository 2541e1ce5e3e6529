# SPDX-License-Identifier: Apache-2.0
"""Handing an application in online, and what happens to every file that comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from licensing.apply.table import situation_of, table_problems
from licensing.bans.actions import require_not_barred
from licensing.bans.queries import in_force
from licensing.cases import clocks
from licensing.cases.documents import issue, lines_with_marks, material_facts
from licensing.cases.guards import (
    MATTER,
    draw_number,
    locking,
    new_query_code,
    require_applicant,
    with_version,
)
from licensing.cases.models import Case, CaseMaterial, MaterialGrade
from licensing.cases.notices import applicant_side, tell_applicant
from licensing.cases.states import CASE, CaseState
from licensing.cases.terms import INTAKE
from licensing.licences.queries import renewal_window
from licensing.licences.renewal import require_in_force
from licensing.licences.window import Timeliness
from portal.kernel import clock
from portal.kernel.accounts.queries import ACTING, acting_as, acting_for
from portal.kernel.accounts.rules import check_phone
from portal.kernel.acts import act
from portal.kernel.dates import day_or_limit
from portal.kernel.errors import Invalid, Problem
from portal.kernel.idempotency import recall, remember
from portal.kernel.prepared.reading import Reading
from portal.kernel.states import Context
from services.items.regimes import regime_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User
    from portal.kernel.places.models import Window

ACT = "licensing.submit"


def submission_problems(case: Case, lines: Sequence[CaseMaterial] | None = None) -> list[Problem]:
    """Return everything that still keeps the application from being handed in.

    ``lines``: its materials when they have been read already, with ``has_file``.
    """
    form = case.form or {}
    problems: list[Problem] = []
    if not form.get("contact_name"):
        problems.append(Problem("contact_name", "required", _("请填写联系人。")))
    problems += check_phone(form.get("contact_phone", ""), "contact_phone")
    problems += table_problems(case)
    if not situation_of(case).is_complete:
        problems.append(Problem("situation", "required", _("请先回答关于您情形的问题。")))
    if not form.get("is_true"):
        problems.append(Problem("is_true", "required", _("请确认所填内容和材料真实。")))
    if lines is None:
        lines = lines_with_marks(case)
    for line in lines:
        if (
            line.is_applicable
            and not line.has_file
            and not line.wants_deferral
            and line.grade == MaterialGrade.C
        ):
            problems.append(
                Problem(
                    f"material_{line.pk}",
                    "material_missing",
                    _("还缺材料：%(name)s") % {"name": line.material.name},
                )
            )
    if any(line.wants_deferral for line in lines) and not form.get("commitment"):
        problems.append(
            Problem("commitment", "required", _("选了以后补交的材料，请先作出补交承诺。"))
        )
    return problems


@act
def submit(
    *,
    case: Case,
    key: str,
    may_lack: bool = False,
    form: dict[str, Any] | None = None,
    by: User,
    at: datetime,
) -> Case:
    """Hand in a draft and return the case with its number.

    ``form`` holds what was typed on the last page and is kept with the rest. ``key`` makes a retry return the first result. With ``may_lack`` the applicant insists on
    handing in an incomplete file: the office must then say in one notice what is missing.
    Raises Invalid naming everything that is missing.
    """
    body = {"case": case.pk}
    earlier = recall(by=by, act=ACT, key=key, body=body)
    if earlier is not None:
        return Case.objects.get(subject=earlier)
    case = _locked_draft(case, by, clock.local_date(at))
    if case.renews is not None:
        require_in_force(case.renews, clock.local_date(at))
    if form is not None and case.state == CaseState.DRAFT:
        case.form, case.saved_at = {**case.form, **form}, at
    lines = lines_with_marks(case)
    problems = submission_problems(case, lines)
    if may_lack:
        problems = [one for one in problems if one.code != "material_missing"]
    if problems:
        raise Invalid.many(problems)
    remember(by=by, act=ACT, key=key, body=body, subject=case.subject)
    take_in(case=case, lines=lines, by=by, at=at)
    return case


def _to_hand_in(case: Any, **who: Any) -> QuerySet[Case]:
    barred = Q(party=OuterRef("applicant")) | Q(party=OuterRef("applicant__same_as"))
    bans = in_force(who["day"]).filter(barred, item__offerings__versions=OuterRef("version"))
    mine = locking().filter(acting_for("applicant", matter=MATTER, **who), pk=case)
    marks = {"is_barred": Exists(bans)}
    return mine.annotate(**marks)


_draft = Reading("draft", {**ACTING, "case": "bigint"}, _to_hand_in)


def _locked_draft(case: Case, by: User, day: date) -> Case:
    """Lock and reload a case of a party for whom the user may act and that is not barred.

    Raises Refused otherwise.
    """
    mine = _draft.first(case=case.pk, **acting_as(by, day))
    if mine is None:
        require_applicant(case, by)
        raise Case.DoesNotExist
    with_version(mine)
    if mine.is_barred:
        require_not_barred(party=mine.applicant, version=mine.version, on=day)
    return mine


def take_in(
    *,
    case: Case,
    lines: Sequence[CaseMaterial] | None = None,
    by: User,
    at: datetime,
    window: Window | None = None,
) -> None:
    """Start the intake period, number the case, give the receipt.

    ``lines``: its materials when they have been read already, with ``has_file``.
    What can be read and written before the number is drawn comes first: whoever draws one lets
    the others of the place wait until he is done.
    """
    CASE.require("submit", case.state)
    day = clock.local_date(at)
    code = new_query_code()
    term = clocks.start(
        subject=case.subject,
        term=INTAKE,
        limit=regime_of(case.version).correction_days,
        citation=regime_of(case.version).citations.correction,
        started_on=day,
        at=at,
        is_first=True,
    )
    materials = material_facts(case, lines)
    applicant_side(case)
    event = CASE.apply(
        case,
        "submit",
        by=by,
        at=at,
        context=Context(
            facts={"version": case.version_id, "channel": case.channel},
            effective_on=day,
            on_behalf_of=case.applicant,
            window=window,
        ),
        number=draw_number(case.centre.division_id, day),
        query_code=code,
        received_on=day,
        window=window,
        renewal_in_time=_is_in_time(case, day),
        form=case.form,
        saved_at=case.saved_at,
    )
    issue(
        case,
        "receipt",
        by=by,
        materials=materials,
        query_code=code,
        intake_due=day_or_limit(term.due_on, term.limit),
    )
    tell_applicant(case, event, "submitted", code=code, due=day_or_limit(term.due_on, term.limit))


def _is_in_time(case: Case, day: date) -> bool | None:
    """Tell whether a renewal is asked for in time (行政许可法 50); None for anything else."""
    if case.renews is None:
        return None
    return renewal_window(case.renews, day).asked_on(day) is Timeliness.IN_TIME
