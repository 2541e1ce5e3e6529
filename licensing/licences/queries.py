# SPDX-License-Identifier: Apache-2.0
"""Reading licences and their renewals: windows, open requests, what is deemed renewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from licensing.cases.guards import MATTER
from licensing.cases.models import Case
from licensing.cases.states import OPEN_STATES, CaseState
from licensing.deferrals.models import Deferral, DeferralGate
from licensing.deferrals.states import UNVERIFIED
from licensing.licences.models import Licence
from licensing.licences.states import LicenceState
from licensing.licences.window import RenewalWindow, window
from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.accounts.queries import acting_as, acting_for, principals_at_all
from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.engine import calendar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from portal.kernel.city_rules import RuleBook


#: The organ has the file in hand: its silence until the last day counts as a yes.
WITH_ORGAN = (
    CaseState.SUBMITTED,
    CaseState.SUPPLEMENTED,
    CaseState.ACCEPTED,
    CaseState.IN_REVIEW,
    CaseState.CONCLUDED_HELD,
)


def renewal_window(licence: Licence, on: date, rules: RuleBook | None = None) -> RenewalWindow:
    """Return when the renewal of a licence may be asked for; as the item, else the city says.

    Raises ValueError for a licence without a last day.
    """
    if licence.valid_to is None:
        raise ValueError("unlimited validity knows no renewal")
    book, version = rules or rule_book(on), licence.case.version
    opens, closes = version.renewal_opens_days, version.renewal_closes_days
    return window(
        licence.valid_to,
        opens_days=book.value("renewal_opens_days") if opens is None else opens,
        closes_days=book.value("renewal_closes_days") if closes is None else closes,
        calendar=calendar.current(),
    )


def with_windows(
    licences: Iterable[Licence], on: date
) -> list[tuple[Licence, RenewalWindow | None]]:
    """Pair licences with their windows of renewal; None where there is nothing to renew."""
    book = rule_book(on)
    return [
        (
            licence,
            renewal_window(licence, on, book)
            if licence.state == LicenceState.VALID and licence.valid_to is not None
            else None,
        )
        for licence in licences
    ]


def open_renewal(licence: Licence) -> Case | None:
    """Return the application to renew that is being filled in or handled."""
    return Case.objects.filter(
        renews=licence, state__in=(CaseState.DRAFT, *OPEN_STATES), decided_on=None
    ).first()


def deemed(on: date) -> QuerySet[Case]:
    """Return the timely renewals whose licence ran out undecided: the law says yes (art. 50).

    The organ has the file and the applicant owes it no deferred material.
    """
    owed = Deferral.objects.filter(
        case=OuterRef("pk"), gate=DeferralGate.BEFORE_RESULT, state__in=UNVERIFIED
    )
    return Case.objects.filter(
        ~Exists(owed),
        renewal_in_time=True,
        state__in=WITH_ORGAN,
        renews__state__in=(LicenceState.VALID, LicenceState.SUSPENDED),
        renews__valid_to__lt=on,
    )


def licences_of(user: User) -> QuerySet[Licence]:
    """Return the licences of the parties for whom a user may act in the licence's matter."""
    within = acting_for("holder", matter=f"case__{MATTER}", **acting_as(user, clock.today()))
    reach = Licence.objects.filter(within, holder__in=principals_at_all(user).values("pk"))
    return reach.select_related("holder", "organ", "document", "case__version")
