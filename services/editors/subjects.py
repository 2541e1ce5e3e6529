# SPDX-License-Identifier: Apache-2.0
"""The story of what editors keep, and the lock under which their desks act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel import locks
from portal.kernel.audit.actions import record
from portal.kernel.errors import Stale
from portal.kernel.locks import Lock
from portal.kernel.subjects import Subject
from services.items.stamp import touch_catalogue

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User
    from services.editors.models import Told


def begin_story(row: Told, kind: str) -> None:
    """Give a row its subject; a shipped one that nobody has touched has none yet."""
    if row.subject_id is None:
        row.subject = Subject.objects.begin(f"services.{kind}")


def seen_of(row: Told | None) -> int:
    """Return the number of a row's newest change, as the page that shows it carries along."""
    return row.subject.seq if row is not None and row.subject is not None else 0


def require_unchanged(row: Told, seen: int) -> None:
    """Raise Stale when a locked row is no longer as the page showed it."""
    if seen_of(row) != seen:
        raise Stale


def tell(
    row: Told,
    verb: str,
    *,
    by: User,
    facts: dict[str, object] | None = None,
    citation: str = "",
) -> None:
    """Write a change in the journal and let every page that shows the row follow."""
    if row.subject is None:
        raise ValueError("a row without a subject has no story")
    record(
        subject=row.subject,
        verb=f"services.{verb}",
        by=by,
        facts={"row": row.pk, **(facts or {})},
        citation=citation,
    )
    touch_catalogue()


# -- Editors' desks one act at a time: a name, a code, a shared line is free for one of two only ---


def take_desk_lock() -> None:
    """Wait until no other act of a desk is under way; before the transaction locks any row."""
    locks.wait_for(Lock.EDITORS)
