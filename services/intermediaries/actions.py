# SPDX-License-Identifier: Apache-2.0
"""Keeping the published list of intermediary services (ZY 25)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.phones import stored_phone
from portal.kernel.accounts.queries import may_act_for
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Problem
from portal.kernel.http.access import require
from portal.kernel.subjects import Subject
from services.editors.codes import free_code
from services.editors.subjects import begin_story, require_unchanged, take_desk_lock, tell
from services.intermediaries.models import (
    IntermediaryChoice,
    IntermediaryService,
    Provider,
    ProviderOffer,
)
from services.intermediaries.rules import ZY25, choice_problems, is_qualified, missing
from services.items import reference
from services.items.codes import Provenance
from services.items.models.item import ServiceItem
from services.items.stamp import touch_catalogue
from services.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.kernel.accounts.models import Party, User


TEXTS = ("name", "legal_basis", "authority", "result")


#: Words that an address of the desk uses itself.
RESERVED = {"new"}


def _items_in(lines: str) -> tuple[list[ServiceItem], list[Problem]]:
    """Return the items that are named, one a line by name or code, and the lines that are none."""
    found, problems = [], []
    for line in dict.fromkeys(filter(None, map(tidy, lines.splitlines()))):
        item = ServiceItem.objects.filter(Q(code=line) | Q(name=line)).order_by("pk").first()
        if item is None:
            text = _("目录里没有“%(name)s”这个事项。") % {"name": line}
            problems.append(Problem("items", "unknown_item", text))
        else:
            found.append(item)
    return found, problems


def _problems(told: Mapping[str, Any], pk: int) -> list[Problem]:
    labels = {
        "name": _("名称"),
        "legal_basis": _("设定依据"),
        "authority": _("行业主管部门"),
        "result": _("服务成果"),
    }
    found = list(missing(told, labels))
    if IntermediaryService.objects.filter(name=told["name"]).exclude(pk=pk).exists():
        found.append(Problem("name", "name_taken", _("清单里已经有这个名称。")))
    return found


@act
def save_service(
    *,
    service: IntermediaryService | None,
    told: Mapping[str, Any],
    seen: int = 0,
    by: User,
    at: datetime,
) -> IntermediaryService:
    """Add a service to the published list, or change one.

    ``told``: texts by name; ``items`` holds names or codes of items, one a line.

    A service without a law behind it, or without an item that needs its result, is none: it
    must not be a condition of approval. ``seen``: the state the page was made from. Raises
    Invalid naming every gap, Stale when somebody changed it meanwhile.
    """
    require(by, Role.EDITOR)
    take_desk_lock()
    if service is not None:
        rows = IntermediaryService.objects.select_for_update(of=("self",))
        service = rows.select_related("subject").get(pk=service.pk)
        require_unchanged(service, seen)
    kept = {name: tidy(told.get(name) or "") for name in TEXTS}
    items, unknown = _items_in(told.get("items") or "")
    problems = _problems(kept, service.pk if service else 0)
    if not items and not unknown:
        text = _("请写明哪个事项要用它；没有事项要用的，不必列入清单。")
        unknown = [Problem("items", "required", text)]
    if problems := [*problems, *unknown]:
        raise Invalid.many(problems)
    is_new = service is None
    if service is None:
        codes = set(IntermediaryService.objects.values_list("code", flat=True))
        service = IntermediaryService(
            code=free_code(kept["name"], codes | RESERVED), listed_on=clock.local_date(at)
        )
    if is_new or told.get("is_confirmed"):
        service.provenance = Provenance.FOUND
    for name, value in kept.items():
        setattr(service, name, value)
    begin_story(service, "intermediary")
    service.save()
    service.items.set(items)
    tell(service, f"intermediary.{'add' if is_new else 'change'}", by=by, citation=ZY25)
    return service


@act
def list_service(
    *, service: IntermediaryService, is_listed: bool, by: User, at: datetime
) -> IntermediaryService:
    """Take a service off the published list, or put it back from today on.

    Off the list nobody may ask for it and no agency of it can be chosen; choices made stay.
    """
    require(by, Role.EDITOR)
    service = IntermediaryService.objects.select_for_update().get(pk=service.pk)
    if service.is_listed == is_listed:
        return service
    service.is_listed = is_listed
    if is_listed:
        service.listed_on = clock.local_date(at)
    begin_story(service, "intermediary")
    service.save(update_fields=["is_listed", "listed_on", "subject"])
    tell(service, f"intermediary.{'list' if is_listed else 'delist'}", by=by, citation=ZY25)
    return service


# -- The applicant's own choice of an agency (ZY 25) -------------------------------------------


@act
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
        subject=Subject.objects.begin("services.intermediary_choice"),
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


# -- Loading the list of intermediary services and the demo agencies; what is there stays ------


@act
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
    row["phone"] = stored_phone(row["phone"])
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
