# SPDX-License-Identifier: Apache-2.0
"""Keeping what agencies state about a service: qualification, conditions, time, price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid, Problem
from portal.kernel.http.access import require
from services.editors.subjects import begin_story, require_unchanged, tell
from services.intermediary_rules import ZY25
from services.market_rules import offer_problems
from services.models.provider import Provider, ProviderOffer
from services.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.models.intermediary import IntermediaryService

TEXTS = ("qualification", "qualification_number", "conditions", "flow", "price", "grade")
OTHERS = ("valid_from", "valid_to", "days", "graded_on")


def _told_of(provider: Provider, offer: ProviderOffer, verb: str, by: User) -> None:
    begin_story(provider, "provider")
    provider.save(update_fields=["subject"])
    facts: dict[str, object] = {"offer": offer.pk, "service": offer.service_id}
    tell(provider, f"provider.offer_{verb}", by=by, facts=facts, citation=ZY25)


@transaction.atomic
def save_offer(
    *,
    provider: Provider,
    service: IntermediaryService | None,
    told: Mapping[str, Any],
    seen: int = 0,
    by: User,
    at: datetime,
) -> ProviderOffer:
    """Enter what an agency states about a service of the list, or change it.

    The grade is what the authority of the trade gave, with its day. ``seen``: the state of the
    agency the page was made from. Raises Invalid for a gap, a service off the list, or a
    qualification that has run out; Stale.
    """
    require(by, Role.EDITOR)
    if service is None:
        raise Invalid("required", _("请选清单里的一项服务。"), "service")
    rows = Provider.objects.select_for_update(of=("self",)).select_related("subject")
    provider = rows.get(pk=provider.pk)
    require_unchanged(provider, seen)
    offer = ProviderOffer.objects.filter(provider=provider, service=service).first()
    kept: dict[str, Any] = {name: tidy(told.get(name) or "") for name in TEXTS}
    kept |= {name: told.get(name) for name in OTHERS}
    today = clock.local_date(at)
    problems = offer_problems(kept, is_listed=service.is_listed, is_new=offer is None, today=today)
    if told.get("is_new") and offer is not None:
        problems.append(Problem("service", "offered", _("这家机构已经登记了这项服务，请去修改。")))
    if problems:
        raise Invalid.many(problems)
    verb = "add" if offer is None else "change"
    offer = offer or ProviderOffer(provider=provider, service=service)
    for name, value in kept.items():
        setattr(offer, name, value)
    offer.save()
    _told_of(provider, offer, verb, by)
    return offer


@transaction.atomic
def withdraw_offer(*, offer: ProviderOffer, is_out: bool, by: User, at: datetime) -> ProviderOffer:
    """Take what an agency offers out of the choice, or put it back; choices made stay."""
    require(by, Role.EDITOR)
    provider = Provider.objects.select_for_update(of=("self",)).get(pk=offer.provider_id)
    offer = ProviderOffer.objects.get(pk=offer.pk)
    if (offer.withdrawn_on is not None) == is_out:
        return offer
    offer.withdrawn_on = clock.local_date(at) if is_out else None
    offer.save(update_fields=["withdrawn_on"])
    _told_of(provider, offer, "withdraw" if is_out else "return", by)
    return offer
