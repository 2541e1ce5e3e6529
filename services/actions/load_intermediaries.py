# SPDX-License-Identifier: Apache-2.0
"""Loading the list of intermediary services and the demo agencies; what is there stays."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from services.items import reference
from services.items.codes import Provenance
from services.items.models.item import ServiceItem
from services.items.stamp import touch_catalogue
from services.models.intermediary import IntermediaryService
from services.models.provider import Provider, ProviderOffer

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


@transaction.atomic
def load_intermediaries(*, by: User | None, at: datetime) -> int:
    """Add the shipped services and demo agencies that are not there; returns how many services."""
    del by, at  # reference rows carry no story of their own
    data = reference.intermediaries()
    made = 0
    taken = set(IntermediaryService.objects.values_list("name", flat=True))
    known = set(IntermediaryService.objects.values_list("code", flat=True))
    for row in data["services"]:
        if row["code"] not in known and row["name"] in taken:
            continue  # an editor has entered the same service by hand
        codes = row.pop("items")
        row["listed_on"] = date.fromisoformat(row["listed_on"])
        service, is_new = IntermediaryService.objects.get_or_create(
            code=row.pop("code"), defaults={**row, "provenance": Provenance.MEMORY}
        )
        if is_new:
            service.items.set(ServiceItem.objects.filter(code__in=codes))
            made += 1
    services = {one.code: one for one in IntermediaryService.objects.all()}
    for row in data["providers"]:
        _load_provider(row, services)
    if made:
        touch_catalogue()
    return made


def _load_provider(row: dict[str, Any], services: dict[str, IntermediaryService]) -> None:
    offers = row.pop("offers")
    provider, is_new = Provider.objects.get_or_create(
        uscc=row.pop("uscc"), defaults={**row, "provenance": Provenance.SYNTHETIC}
    )
    if not is_new:
        return
    days = ("valid_from", "valid_to", "graded_on")
    for offer in offers:
        if offer["service"] not in services:
            continue
        told = {key: date.fromisoformat(offer.pop(key)) for key in days if offer.get(key)}
        service = services[offer.pop("service")]
        ProviderOffer.objects.create(provider=provider, service=service, **told, **offer)
