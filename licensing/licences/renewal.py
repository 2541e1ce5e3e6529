# SPDX-License-Identifier: Apache-2.0
"""Renewing a licence (行政许可法 50): asked for in its window, granted, or deemed granted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.cases.documents import issue
from licensing.cases.models import Case
from licensing.cases.states import CASE
from licensing.cases.table import address_of
from licensing.cases.terms import VALIDITY
from licensing.licences import states
from licensing.licences.models import Licence
from licensing.licences.rules import validity_end
from licensing.licences.states import LicenceState
from licensing.licences.window import validity_limit
from portal.kernel import clock
from portal.kernel.dates import plain_day
from portal.kernel.deadlines.actions.terms import end_term, start_term
from portal.kernel.errors import Refused
from portal.kernel.states import Context

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.documents.models import Document


def start_validity(*, licence: Licence, first: date, at: datetime) -> None:
    """Start the term that ends on the licence's last day; none for unlimited validity."""
    if licence.valid_to is None:
        return
    limit, unit, started_on = validity_limit(first, licence.valid_to)
    start_term(
        subject=licence.subject,
        kind=VALIDITY.code,
        limit=limit,
        unit=unit,
        started_on=started_on,
        rolls=False,
        citation=VALIDITY.citation,
        at=at,
    )


def locked_licence(licence: Licence) -> Licence:
    """Lock and reload a licence."""
    return (
        Licence.objects.select_for_update(of=("self",))
        .select_related("subject", "holder", "organ", "case__version__offering__item")
        .get(pk=licence.pk)
    )


def require_in_force(licence: Licence, day: date) -> None:
    """Raise Refused when the last day of a licence is over: it is applied for anew then."""
    if licence.valid_to is not None and day > licence.valid_to:
        raise Refused("renewal_over", _("证照的有效期已经届满，不能再延续，请重新申请。"))


def renew(*, case: Case, of: Licence, by: User, at: datetime) -> Licence | None:
    """Renew a licence by a granted renewal: same number, new last day, new paper.

    Returns None when it ran out meanwhile; then a new one has to be issued.
    """
    licence = locked_licence(of)
    if licence.state not in (LicenceState.VALID, LicenceState.SUSPENDED):
        return None
    CASE.apply(
        case,
        "issue",
        by=by,
        at=at,
        context=Context(effective_on=clock.local_date(at)),
    )
    prolong(licence, case, "renew", by=by, at=at)
    return licence


def last_day_of(licence: Licence) -> date:
    if licence.valid_to is None:
        raise Refused("not_renewable", _("这本证照长期有效，不需要延续。"))
    return licence.valid_to


def prolong(licence: Licence, case: Case, verb: str, *, by: User | None, at: datetime) -> None:
    was = last_day_of(licence)
    first = was + timedelta(days=1)
    valid_to = validity_end(first, case.version.validity_years)
    document = _paper(licence, case, valid_to, by)
    states.LICENCE.apply(
        licence,
        verb,
        by=by,
        at=at,
        context=Context(
            facts={
                "case": case.pk,
                "from": was.isoformat(),
                "to": valid_to.isoformat() if valid_to else None,
                "document": document.pk,
            },
            on_behalf_of=licence.holder,
            effective_on=min(clock.local_date(at), was),
        ),
        valid_to=valid_to,
        document=document,
    )
    end_term(subject=licence.subject, kind=VALIDITY.code, ended_on=was, at=at)
    start_validity(licence=licence, first=first, at=at)


def _paper(licence: Licence, case: Case, valid_to: date | None, by: User | None) -> Document:
    return issue(
        case,
        "licence",
        by=by,
        supersedes=licence.document,
        licence=licence.title,
        licence_number=licence.number,
        valid_from=plain_day(licence.valid_from),
        valid_to=plain_day(valid_to) if valid_to else "",
        address=address_of(case),
    )
