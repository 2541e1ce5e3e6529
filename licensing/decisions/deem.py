# SPDX-License-Identifier: Apache-2.0
"""Renewing a licence (行政许可法 50): asked for in its window, granted, or deemed granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.cases import clocks
from licensing.cases.guards import locked
from licensing.cases.models import Case
from licensing.cases.notices import tell_applicant
from licensing.cases.states import CASE
from licensing.cases.terms import DELIVERY, PROMISED, STATUTORY
from licensing.decisions.models import Decision, Outcome
from licensing.deferrals.actions import close_down
from licensing.licences import queries
from licensing.licences.actions import AT_ONCE
from licensing.licences.queries import deemed
from licensing.licences.renewal import last_day_of, locked_licence, prolong
from portal.kernel import clock
from portal.kernel.acts import act
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import long_day
from portal.kernel.states import Context
from services.items.regimes import regime_of

if TYPE_CHECKING:
    from datetime import date, datetime


XK50 = "行政许可法第五十条第二款"


@act
def deem_renewed(*, case: Case, at: datetime) -> bool:
    """Renew by law a licence whose timely renewal was not decided before its last day was over.

    Returns False where there is nothing to do: it was decided or withdrawn meanwhile, or the
    applicant owes a material.
    """
    case = locked(case)
    day = clock.local_date(at)
    if not deemed(day).filter(pk=case.pk).exists() or case.renews is None:
        return False
    licence = locked_licence(case.renews)
    last_day = last_day_of(licence)
    event = CASE.apply(
        case,
        "deem_granted",
        by=None,
        at=at,
        context=Context(
            facts={"outcome": Outcome.GRANTED, "licence": licence.pk},
            effective_on=last_day,
            on_behalf_of=case.applicant,
        ),
        decided_on=last_day,
        accepted_on=case.accepted_on or case.received_on,
        is_deemed=True,
    )
    _close_undecided(case, last_day, at)
    CASE.apply(case, "issue", by=None, at=at)
    prolong(licence, case, "deem_renewed", by=None, at=at)
    tell_applicant(
        case,
        event,
        "deemed_renewed",
        licence=licence.title,
        until=long_day(licence.valid_to) if licence.valid_to else "",
    )
    return True


def _close_undecided(case: Case, last_day: date, at: datetime) -> None:
    """End what the organ still had to do, write the decision of the law, and time the delivery."""
    day = clock.local_date(at)
    clocks.end(subject=case.subject, codes=(STATUTORY.code, PROMISED.code), on=day, at=at)
    close_down(case=case, at=at)
    Decision.objects.create(
        case=case,
        outcome=Outcome.GRANTED,
        reasons=str(_("有效期届满前没有作出是否准予延续的决定，视为准予延续。")),
        ground=XK50,
        decided_at=at,
    )
    clocks.start(
        subject=case.subject,
        term=DELIVERY,
        limit=regime_of(case.version).delivery_days or rule_book(day).value("delivery_days"),
        started_on=last_day,
        at=at,
    )


# -- What may befall a licence after it was issued: suspended, resumed, revoked, withdrawn … ---


def deem_licences_renewed(at: datetime) -> int:
    """Sweep: renew by law what was asked for in time and left undecided; returns how many."""
    cases = queries.deemed(clock.local_date(at)).order_by("pk")[:AT_ONCE]
    return sum(deem_renewed(case=case, at=at) for case in cases)
