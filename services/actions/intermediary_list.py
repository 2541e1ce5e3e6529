# SPDX-License-Identifier: Apache-2.0
"""Keeping the published list of intermediary services (ZY 25)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid, Problem
from portal.kernel.http.access import require
from services.editors.codes import free_code
from services.editors.subjects import begin_story, require_unchanged, take_turn, tell
from services.intermediary_rules import ZY25
from services.items.codes import Provenance
from services.items.models.item import ServiceItem
from services.market_rules import missing
from services.models.intermediary import IntermediaryService
from services.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.kernel.accounts.models import User

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


@transaction.atomic
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
    take_turn()
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


@transaction.atomic
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
