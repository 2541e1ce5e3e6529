# SPDX-License-Identifier: Apache-2.0
"""Reading the list of intermediary services and who may be chosen today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import MD5, Cast, Concat

from services.models import IntermediaryChoice, IntermediaryService, ProviderOffer

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from portal.kernel.models import Party

#: How the agencies of a service may be ordered; each is the visitor's own wish.
ORDERS = {"days": ("days",), "grade": ("grade",)}


def listed() -> QuerySet[IntermediaryService]:
    """Return the published list: the services that may be asked for."""
    return IntermediaryService.objects.filter(is_listed=True).prefetch_related("items")


def with_choosable(
    services: QuerySet[IntermediaryService], on: date
) -> QuerySet[IntermediaryService]:
    """Add how many agencies may be chosen on a day (``choosable``)."""
    valid = Q(offers__valid_from__lte=on, offers__valid_to__gte=on)
    return services.annotate(choosable=Count("offers", filter=valid, distinct=True))


def choosable(service: IntermediaryService, on: date, order: str = "") -> QuerySet[ProviderOffer]:
    """Return the offers with a valid qualification; without a wish in an order by lot of the day.

    A fixed order would name somebody first for ever, which is a way of recommending (ZY 25).
    """
    offers = service.offers.filter(valid_from__lte=on, valid_to__gte=on).select_related("provider")
    lot = MD5(Concat(Value(on.isoformat()), Cast("pk", CharField())))
    return offers.annotate(lot=lot).order_by(*ORDERS.get(order, ()), "lot")


def chosen_by(party: Party, service: IntermediaryService) -> IntermediaryChoice | None:
    """Return the agency that a party has chosen for a service, None while it has not."""
    return (
        IntermediaryChoice.objects.filter(party=party, service=service, ended_at=None)
        .select_related("offer__provider")
        .first()
    )
