# SPDX-License-Identifier: Apache-2.0
"""The one extension of the limit: by the organ's head, or for joint work by the government."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.cases.documents import issue
from licensing.cases.guards import locked, require_organ
from licensing.cases.notices import tell_applicant
from licensing.cases.states import BEFORE_DECISION
from portal.kernel import clock, wording
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit
from portal.kernel.deadlines.actions.terms import extend_term, require_extendable
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import TermState
from portal.kernel.errors import Invalid, Refused
from services.items.limits import ExtensionRule, extension_of

if TYPE_CHECKING:
    from datetime import datetime

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User

MOST_PAPER = 60


def due_text(case: Case) -> str:
    """Return the date of the running promise, else of the statutory limit, as people read it."""
    terms = {
        term.kind: term
        for term in Term.objects.filter(subject=case.subject, state=TermState.RUNNING)
    }
    term = terms.get("promised") or terms.get("statutory")
    return day_or_limit(term.due_on, term.limit) if term is not None else ""


def _check(rule: ExtensionRule, days: int, reason: str, approval: str) -> tuple[str, str]:
    """Return the reason and the number of the government's paper; raises Invalid."""
    if not 1 <= days <= rule.days:
        raise Invalid("days", _("延期最多%(most)s个工作日。") % {"most": rule.days}, "days")
    why = wording.reason(reason, "reason", message=_("请写明延期的理由，理由会告知申请人。"))
    if not rule.is_by_government:
        return why, ""
    return why, wording.reason(
        approval,
        "approval",
        most=MOST_PAPER,
        message=_("联合办理的延期须经本级人民政府批准，请填写批准文件的文号。"),
        code="approval_required",
    )


@act
def extend(
    *, case: Case, days: int, reason: str, approval: str = "", by: User, at: datetime
) -> None:
    """Extend the limit once, before it is due, and tell the applicant why.

    Days, approver and article are those of the item's regime. ``approval`` is the number of the
    government's paper, wanted for joint work (行政许可法 42, paragraph 2). Raises Refused past
    the due date, while paused, and where the law knows no extension.
    """
    case = locked(case)
    require_organ(case, by, Role.APPROVER)
    if case.state not in BEFORE_DECISION:
        raise Refused("wrong_state", _("只有受理之后、决定之前可以延期。"))
    rule = extension_of(case.version)
    if rule.days == 0:
        raise Refused("no_extension", _("这个事项的法律没有规定可以延期。"))
    day = clock.local_date(at)
    kind = "statutory" if case.version.statutory_days is not None else "promised"
    require_extendable(subject=case.subject, kind=kind, decided_on=day)
    why, paper = _check(rule, days, reason, approval)
    extend_term(
        subject=case.subject,
        kind=kind,
        days=days,
        decided_on=day,
        basis=rule.citation,
        approver=by,
        at=at,
    )
    event = record(
        subject=case.subject,
        verb="licensing.term.extend",
        by=by,
        facts={"days": days, "by_government": rule.is_by_government},
        citation=rule.citation,
        effective_on=day,
    )
    due = due_text(case)
    issue(
        case,
        "extension_notice",
        by=by,
        days=days,
        reason=why,
        due=due,
        approver=rule.approver,
        approval=paper,
        law=rule.citation,
    )
    tell_applicant(case, event, "extended", days=days, reason=why, due=due)
