# SPDX-License-Identifier: Apache-2.0
"""What the editors' pages read: drafts, histories, the levels of an item side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from portal.kernel.models import Event, Organ
from services.actions.checking import base_rows
from services.actions.drafts import WRITING, checked
from services.changes import changes
from services.codes import VersionStatus
from services.drafting import OPEN, DraftState
from services.levels import is_local
from services.models import Draft, Offering, OfferingVersion
from services.stored import record_of, whole

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.models import User
    from services.changes import Change
    from services.models import ServiceItem
    from services.records import Record

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
    return {
        "to_review": list(waiting.filter(is_mine=False)[:SHOWN]),
        "to_review_count": waiting.filter(is_mine=False).count(),
        "with_others": list(waiting.filter(is_mine=True)[:SHOWN]),
        "editing": list(rows.filter(state=DraftState.EDITING)[:SHOWN]),
        "scheduled": list(rows.filter(state=DraftState.SCHEDULED).order_by("effective_on")[:SHOWN]),
        "published": list(rows.filter(state=DraftState.PUBLISHED)[:10]),
    }


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
