# SPDX-License-Identifier: Apache-2.0
"""What waits on an editor's desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from portal.kernel.audit.models import Event
from services.actions.drafts import WRITING
from services.drafting import DraftState
from services.models.draft import Draft

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User

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
