# SPDX-License-Identifier: Apache-2.0
"""Taking back what an editor changed at once, without a second person: each change with its trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Refused
from portal.kernel.http.access import require
from portal.kernel.subjects import Subject
from services.editors.models import DeskEdit
from services.editors.subjects import take_desk_lock

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from portal.kernel.accounts.models import User


@dataclass(frozen=True)
class Undoable:
    """A kind of row whose changes can be taken back.

    ``current`` reads what a row says now, None when it is gone; ``restore`` lets it say what it
    said before and notes that as a change of its own; ``said`` puts a state into words.
    """

    label: StrOrPromise
    current: Callable[[int], Any]
    restore: Callable[[DeskEdit, User, datetime], None]
    said: Callable[[Any], str]


_kinds: dict[str, Undoable] = {}


def register_undo(kind: str, undoable: Undoable) -> None:
    """Let changes of a kind of row be taken back."""
    _kinds[kind] = undoable


def undoable_of(kind: str) -> Undoable:
    """Return how changes of a kind are taken back; raises KeyError for an unknown one."""
    return _kinds[kind]


def note(
    *, kind: str, row: int, label: str, before: Any, after: Any, by: User, at: datetime
) -> None:
    """Keep what a row said before and says now, inside the caller's transaction."""
    if before == after:
        return
    edit = DeskEdit.objects.create(
        subject=Subject.objects.begin("services.edit"), kind=kind, row=row, label=label,
        before=before, after=after, by=by, at=at,
    )  # fmt: skip
    record(
        subject=edit.subject,
        verb=f"services.edit.{kind}",
        by=by,
        facts={"edit": edit.pk, "row": row},
    )


@act
def undo(*, edit: DeskEdit, by: User, at: datetime) -> DeskEdit:
    """Let a row say again what it said before a change.

    Raises Refused for a change that was taken back already, and where the row says something else
    by now: later changes are taken back first.
    """
    require(by, Role.EDITOR)
    take_desk_lock()
    edit = (
        DeskEdit.objects.select_for_update(of=("self",)).select_related("subject").get(pk=edit.pk)
    )
    if edit.undone_at is not None:
        raise Refused("undone", _("这次改动已经撤销过。"))
    kind = undoable_of(edit.kind)
    if kind.current(edit.row) != edit.after:
        raise Refused("changed_since", _("这一项后来又改过，请先撤销后来的改动。"))
    kind.restore(edit, by, at)
    edit.undone_by, edit.undone_at = by, at
    edit.save(update_fields=["undone_by", "undone_at"])
    record(subject=edit.subject, verb="services.edit.undo", by=by, facts={"edit": edit.pk})
    return edit
