# SPDX-License-Identifier: Apache-2.0
"""The applicant's own choice of an agency (ZY 25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.kernel import clock
from portal.kernel.accounts.queries import may_act_for
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid
from portal.kernel.subjects import Subject
from services.intermediary_rules import ZY25, choice_problems, is_qualified
from services.models.intermediary_choice import IntermediaryChoice
from services.models.provider import ProviderOffer

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import Party, User


@transaction.atomic
def choose_provider(
    *, offer: ProviderOffer, party: Party, by: User, at: datetime
) -> IntermediaryChoice:
    """Keep an applicant's choice of an agency; an earlier one for the service ends.

    Raises Invalid when somebody of an organ chooses, when the user may not act for the party,
    when the service is not on the list, when the agency has left or its qualification is not
    valid today.
    """
    offer = (
        ProviderOffer.objects.select_for_update(of=("self",))
        .select_related("service", "provider")
        .get(pk=offer.pk)
    )
    problems = choice_problems(
        is_staff=by.staff_member is not None,
        acts_for_party=may_act_for(by, party.pk),
        is_listed=offer.service.is_listed,
        qualified=is_qualified(offer.valid_from, offer.valid_to, clock.local_date(at)),
        has_left=offer.has_left,
    )
    if problems:
        raise Invalid.many(problems)
    current = IntermediaryChoice.objects.filter(
        service=offer.service, party=party, ended_at=None
    ).first()
    if current is not None and current.offer_id == offer.pk:
        return current
    if current is not None:
        IntermediaryChoice.objects.filter(pk=current.pk).update(ended_at=at)
    choice = IntermediaryChoice.objects.create(
        subject=Subject.objects.create(kind="services.intermediary_choice"),
        offer=offer,
        service=offer.service,
        party=party,
        chosen_by=by,
        chosen_at=at,
    )
    record(
        subject=choice.subject,
        verb="services.intermediary.choose",
        by=by,
        facts={"offer": offer.pk, "service": offer.service_id, "party": party.pk},
        citation=ZY25,
        on_behalf_of=party,
    )
    return choice
