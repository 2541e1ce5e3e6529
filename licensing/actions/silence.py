# SPDX-License-Identifier: Apache-2.0
"""What the law makes of the office's silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from licensing.actions.intake import end_intake, start_terms
from licensing.cases.documents import base_facts, issue, limit_facts, material_facts
from licensing.cases.guards import locked
from licensing.cases.notices import tell_applicant
from licensing.cases.states import CASE, CaseState
from licensing.deferrals.actions import open_deferrals
from licensing.panel import lines_of
from licensing.review.actions import open_review
from portal.kernel import clock
from portal.kernel.states import Context
from services.items.regimes import regime_of

if TYPE_CHECKING:
    from datetime import datetime

    from licensing.cases.models import Case


@transaction.atomic
def deem_accepted(*, case: Case, at: datetime) -> bool:
    """Accept by law a licence application on which the office stayed silent.

    Effective on the receipt date; both decision periods run from there. Returns False where
    there is nothing to do: the case moved on, or its regime knows no fiction.
    """
    case = locked(case)
    if case.state != CaseState.SUBMITTED or not regime_of(case.version).deemed_acceptance:
        return False
    received = case.received_on
    if received is None:
        return False
    event = CASE.apply(
        case,
        "deem_accepted",
        by=None,
        at=at,
        context=Context(effective_on=received, on_behalf_of=case.applicant),
        accepted_on=received,
        accepted_at=at,
        is_deemed=True,
        revision=case.revision + 1,
    )
    end_intake(case, on=clock.local_date(at), at=at)
    limits = start_terms(case, started_on=received, at=at)
    facts = limit_facts(limits.statutory, limits.promised)
    issue(case, "acceptance", by=None, deemed=True, materials=material_facts(case), **facts)
    if promised := [line for line in lines_of(case) if line.wants_deferral]:
        open_deferrals(case=case, lines=promised, limits=facts, event=event, by=None, at=at)
    tell_applicant(
        case,
        event,
        "deemed_accepted",
        received=base_facts(case)["received_on"],
        due=limits.due_text,
    )
    open_review(case=case, at=at)
    return True
