# SPDX-License-Identifier: Apache-2.0
"""Renewing a licence (行政许可法 50): asked for in its window, granted, or deemed granted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from licensing import queries_licence
from licensing.actions.draft import start_draft
from licensing.cases import clocks
from licensing.cases.documents import issue
from licensing.cases.guards import locked
from licensing.cases.models import Case
from licensing.cases.notices import tell_applicant
from licensing.cases.states import CASE
from licensing.cases.terms import DELIVERY, PROMISED, STATUTORY, VALIDITY
from licensing.decisions.models import Decision, Outcome
from licensing.deferrals.actions import close_down
from licensing.licences.models import Licence
from licensing.one_table import address_of
from licensing.renewal import Asked, validity_limit
from licensing.rules import validity_end
from licensing.states import licence as states_licence
from licensing.states.licence import LicenceState
from portal.kernel import clock
from portal.kernel.accounts.queries import may_act_for
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import long_day, plain_day
from portal.kernel.deadlines.actions.terms import end_term, start_term
from portal.kernel.errors import Refused
from portal.kernel.states import Context
from services.items.queries import current_version
from services.items.regimes import regime_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.documents.models import Document

XK50 = "行政许可法第五十条第二款"


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


@transaction.atomic
def start_renewal(*, licence: Licence, by: User, at: datetime) -> Case:
    """Begin the application to renew a licence, or return the one that is open.

    Raises Refused for a licence that is not valid or not limited, before the window opens,
    after the last day, or when the item is no longer offered.
    """
    licence = locked_licence(licence)
    if not may_act_for(by, licence.holder_id):
        raise Refused("not_applicant", _("只有持证人或者受委托的代办人可以申请延续。"))
    if licence.state != LicenceState.VALID or licence.valid_to is None:
        raise Refused("not_renewable", _("这本证照不需要延续，或者现在不能延续。"))
    opened = queries_licence.open_renewal(licence)
    if opened is not None:
        return opened
    window = queries_licence.renewal_window(licence, clock.local_date(at))
    if window.asked_on(clock.local_date(at)) is Asked.TOO_EARLY:
        raise Refused(
            "renewal_too_early",
            _("还没到申请延续的时间，%(day)s起可以申请。") % {"day": long_day(window.opens_on)},
        )
    require_in_force(licence, clock.local_date(at))
    version = current_version(licence.case.version.offering.code)
    if version is None:
        raise Refused("item_withdrawn", _("这个事项现在没有公布，请到窗口咨询怎样延续。"))
    case = start_draft(
        version=version,
        applicant=licence.holder,
        centre=licence.case.centre,
        renews=licence,
        by=by,
        at=at,
    )
    record(
        subject=case.subject,
        verb="licensing.renewal.start",
        by=by,
        facts={"licence": licence.pk, "closes_on": window.closes_on.isoformat()},
        citation="行政许可法第五十条第一款",
        on_behalf_of=licence.holder,
    )
    return case


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
        revision=case.revision + 1,
    )
    _prolong(licence, case, "renew", by=by, at=at)
    return licence


def _last_day(licence: Licence) -> date:
    if licence.valid_to is None:
        raise Refused("not_renewable", _("这本证照长期有效，不需要延续。"))
    return licence.valid_to


def _prolong(licence: Licence, case: Case, verb: str, *, by: User | None, at: datetime) -> None:
    was = _last_day(licence)
    first = was + timedelta(days=1)
    valid_to = validity_end(first, case.version.validity_years)
    document = _paper(licence, case, valid_to, by)
    states_licence.LICENCE.apply(
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


@transaction.atomic
def deem_renewed(*, case: Case, at: datetime) -> bool:
    """Renew by law a licence whose timely renewal was not decided before its last day was over.

    Returns False where there is nothing to do: it was decided or withdrawn meanwhile, or the
    applicant owes a material.
    """
    case = locked(case)
    day = clock.local_date(at)
    if not queries_licence.deemed(day).filter(pk=case.pk).exists() or case.renews is None:
        return False
    licence = locked_licence(case.renews)
    last_day = _last_day(licence)
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
        revision=case.revision + 1,
    )
    _close_undecided(case, last_day, at)
    CASE.apply(case, "issue", by=None, at=at, revision=case.revision + 1)
    _prolong(licence, case, "deem_renewed", by=None, at=at)
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
