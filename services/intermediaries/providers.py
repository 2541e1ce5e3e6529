# SPDX-License-Identifier: Apache-2.0
"""Agencies of intermediary services: who they are, and what each states about a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.phones import stored_phone
from portal.kernel.accounts.rules import normal_number
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.errors import Invalid, Problem
from portal.kernel.http.access import require
from services.editors.subjects import begin_story, require_unchanged, take_desk_lock, tell
from services.intermediaries.models import Provider, ProviderOffer
from services.intermediaries.rules import ZY25, offer_problems, provider_problems
from services.items.codes import Provenance
from services.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.intermediaries.models import IntermediaryService


OFFER_TEXTS = ("qualification", "qualification_number", "conditions", "flow", "price", "grade")


OTHERS = ("valid_from", "valid_to", "days", "graded_on")


def _told_of(provider: Provider, offer: ProviderOffer, verb: str, by: User) -> None:
    begin_story(provider, "provider")
    provider.save(update_fields=["subject"])
    facts: dict[str, object] = {"offer": offer.pk, "service": offer.service_id}
    tell(provider, f"provider.offer_{verb}", by=by, facts=facts, citation=ZY25)


@act
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
    kept: dict[str, Any] = {name: tidy(told.get(name) or "") for name in OFFER_TEXTS}
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


@act
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


# -- Keeping the agencies of intermediary services: who they are, and when one leaves ----------


PROVIDER_TEXTS = ("name", "phone", "address")


@act
def save_provider(
    *,
    provider: Provider | None,
    told: Mapping[str, Any],
    seen: int = 0,
    by: User,
    at: datetime,
) -> Provider:
    """Enter an agency, or change its particulars; its code stays.

    ``seen``: the state the page was made from. Raises Invalid for a gap, Stale.
    """
    require(by, Role.EDITOR)
    del at  # the journal knows when
    take_desk_lock()
    if provider is not None:
        rows = Provider.objects.select_for_update(of=("self",)).select_related("subject")
        provider = rows.get(pk=provider.pk)
        require_unchanged(provider, seen)
    kept = {name: tidy(told.get(name) or "") for name in PROVIDER_TEXTS}
    kept["uscc"] = provider.uscc if provider else normal_number(told.get("uscc") or "")
    problems = provider_problems(kept, is_new=provider is None)
    if provider is None and Provider.objects.filter(uscc=kept["uscc"]).exists():
        problems.append(Problem("uscc", "uscc_taken", _("这家机构已经登记过了。")))
    if problems:
        raise Invalid.many(problems)
    kept["phone"] = stored_phone(kept["phone"])
    is_new = provider is None
    provider = provider or Provider()
    if is_new or told.get("is_confirmed"):
        provider.provenance = Provenance.FOUND
    for name, value in kept.items():
        setattr(provider, name, value)
    begin_story(provider, "provider")
    provider.save()
    tell(provider, f"provider.{'add' if is_new else 'change'}", by=by)
    return provider


@act
def withdraw_provider(*, provider: Provider, is_out: bool, by: User, at: datetime) -> Provider:
    """Let an agency leave, or come back; who has left cannot be chosen, choices made stay."""
    require(by, Role.EDITOR)
    provider = Provider.objects.select_for_update(of=("self",)).get(pk=provider.pk)
    if (provider.withdrawn_on is not None) == is_out:
        return provider
    provider.withdrawn_on = clock.local_date(at) if is_out else None
    begin_story(provider, "provider")
    provider.save(update_fields=["withdrawn_on", "subject"])
    tell(provider, f"provider.{'withdraw' if is_out else 'return'}", by=by)
    return provider
