# SPDX-License-Identifier: Apache-2.0
"""Reading the list of intermediary services and who may be chosen today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Count, F, Min, Q, Value
from django.db.models.functions import MD5, Cast, Concat

from services.intermediaries.models import (
    IntermediaryChoice,
    IntermediaryService,
    Provider,
    ProviderOffer,
)

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import Party

#: How the agencies of a service may be ordered; each is the visitor's own wish.
ORDERS = {"days": ("days",), "grade": ("grade",)}


#: Agencies and offers that have left are nobody's choice any more.
STAYS = Q(withdrawn_on=None, provider__withdrawn_on=None)


def listed() -> QuerySet[IntermediaryService]:
    """Return the published list: the services that may be asked for."""
    return IntermediaryService.objects.filter(is_listed=True).prefetch_related("items")


def with_choosable(
    services: QuerySet[IntermediaryService], on: date
) -> QuerySet[IntermediaryService]:
    """Add how many agencies may be chosen on a day (``choosable``)."""
    valid = Q(
        offers__valid_from__lte=on,
        offers__valid_to__gte=on,
        offers__withdrawn_on=None,
        offers__provider__withdrawn_on=None,
    )
    return services.annotate(choosable=Count("offers", filter=valid, distinct=True))


def choosable(service: IntermediaryService, on: date, order: str = "") -> QuerySet[ProviderOffer]:
    """Return the offers with a valid qualification; without a wish in an order by lot of the day.

    A fixed order would name somebody first for ever, which is a way of recommending (ZY 25).
    """
    valid = service.offers.filter(STAYS, valid_from__lte=on, valid_to__gte=on)
    offers = valid.select_related("provider")
    lot = MD5(Concat(Value(on.isoformat()), Cast("pk", CharField())))
    return offers.annotate(lot=lot).order_by(*ORDERS.get(order, ()), "lot")


def chosen_by(party: Party, service: IntermediaryService) -> IntermediaryChoice | None:
    """Return the agency that a party has chosen for a service, None while it has not."""
    return (
        IntermediaryChoice.objects.filter(party=party, service=service, ended_at=None)
        .select_related("offer__provider")
        .first()
    )


def offers_of(provider: Provider) -> QuerySet[ProviderOffer]:
    """Return everything an agency states, withdrawn or run out included."""
    return provider.offers.select_related("service").order_by("service__name")


def desk_providers(on: date) -> QuerySet[Provider]:
    """Return all agencies with how many of their offers hold on a day (``holding``).

    Those whose qualification runs out first stand first (``runs_out``), those who left last.
    """
    stays = Q(offers__withdrawn_on=None)
    holds = Q(offers__valid_from__lte=on, offers__valid_to__gte=on) & stays
    return Provider.objects.annotate(
        holding=Count("offers", filter=holds, distinct=True),
        runs_out=Min("offers__valid_to", filter=stays),
    ).order_by(F("withdrawn_on").asc(nulls_first=True), "runs_out", "name")
