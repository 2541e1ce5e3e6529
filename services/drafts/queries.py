# SPDX-License-Identifier: Apache-2.0
"""What the editors' pages read of offerings and of one draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from portal.kernel.audit.models import Event
from portal.kernel.places.models import Organ
from services.drafts.judging import WRITING, checked
from services.drafts.models import Draft
from services.drafts.states import OPEN, DraftState
from services.items.checking import base_rows
from services.items.codes import VersionStatus
from services.items.history import changes
from services.items.levels import is_local
from services.items.models.item import Offering
from services.items.models.version import OfferingVersion
from services.items.version_record import record_of, whole

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User
    from services.items.history import Change
    from services.items.models.item import ServiceItem
    from services.items.record import Record


def offerings(words: str) -> QuerySet[Offering]:
    """Return the offerings whose item's name or code has the words."""
    found = Offering.objects.select_related("item", "organ__division", "subject")
    if words:
        found = found.filter(Q(item__name__icontains=words) | Q(code__icontains=words))
    return found.order_by("item__name", "code")


def open_draft_of(code: str) -> Draft | None:
    """Return the draft of an offering that still leads somewhere."""
    return Draft.objects.filter(code=code, state__in=OPEN).first()


def organs_without(item: ServiceItem) -> QuerySet[Organ]:
    """Return the organs that do not implement an item yet."""
    return Organ.objects.exclude(offerings__item=item).order_by("division__code", "code")


def draft_record(draft: Draft) -> Record | None:
    """Return the draft as a record; None while a rule of the catalogue bars it."""
    return checked(draft).record


def draft_changes(draft: Draft) -> list[Change] | None:
    """Return what a draft changes against its offering now; None when that cannot be said."""
    record = draft_record(draft)
    versions = OfferingVersion.objects.filter(offering__code=draft.code)
    newest = whole(versions.exclude(status=VersionStatus.DRAFT).order_by("-number")).first()
    if record is None or newest is None:
        return None
    return changes(record_of(newest), record)


def base_row_of(draft: Draft) -> dict[str, Any]:
    """Return what an offering of another level takes from the item's first; else nothing."""
    if not is_local(draft.row):
        return {}
    code = str(draft.row["item_code"])
    return base_rows([code]).get(code, {})


# -- What waits on an editor's desk ------------------------------------------------------------


#: Rows of one section of the desk.
SHOWN = 200


def drafts() -> QuerySet[Draft]:
    """Return the drafts with what the pages say about them."""
    return Draft.objects.select_related(
        "offering__item", "offering__organ", "base", "edited_by__staff", "reviewed_by__staff"
    )


def desk_of(user: User) -> dict[str, Any]:
    """Return the sections of an editor's desk."""
    mine = Event.objects.filter(subject=OuterRef("subject"), actor=user, verb__in=WRITING)
    rows = drafts().annotate(is_mine=Exists(mine))
    waiting = rows.filter(state=DraftState.REVIEW)
    sections = {
        "to_review": waiting.filter(is_mine=False),
        "with_others": waiting.filter(is_mine=True),
        "editing": rows.filter(state=DraftState.EDITING),
        "scheduled": rows.filter(state=DraftState.SCHEDULED).order_by("effective_on"),
    }
    return {
        **{name: list(found[:SHOWN]) for name, found in sections.items()},
        "counts": {name: found.count() for name, found in sections.items()},
        "published": list(rows.filter(state=DraftState.PUBLISHED)[:10]),
    }
