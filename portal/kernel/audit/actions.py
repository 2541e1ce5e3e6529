# SPDX-License-Identifier: Apache-2.0
"""Writing the two books."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast

from portal.kernel import clock
from portal.kernel.acts import know
from portal.kernel.audit.models import Event, ReadLog
from portal.kernel.prepared.writing import add
from portal.kernel.subjects import touch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from portal.kernel.subjects import Subject


class Keyed(Protocol):
    """A stored row of a room above this one: a user, a party, a window."""

    @property
    def pk(self) -> Any:
        """Key of the row in its table."""


def record(
    *,
    subject: Subject,
    verb: str,
    by: Keyed | None = None,
    from_state: str = "",
    to_state: str = "",
    facts: dict[str, Any] | None = None,
    citation: str = "",
    effective_on: date | None = None,
    on_behalf_of: Keyed | None = None,
    window: Keyed | None = None,
) -> Event:
    """Append one event to the subject's chain, inside the caller's transaction.

    ``by`` is None for acts of the system. Facts hold ids, codes, dates and hashes only.
    """
    event = add(
        Event(
            subject=subject,
            verb=verb,
            actor=cast("Any", by),
            from_state=from_state,
            to_state=to_state,
            facts=facts or {},
            citation=citation,
            effective_on=effective_on,
            on_behalf_of=cast("Any", on_behalf_of),
            window=cast("Any", window),
        )
    )
    know(("event", event.pk), event)
    touch(subject)
    return event


@dataclass(frozen=True)
class Planned:
    """One event to be recorded beside others of its kind; ``by`` None: of the system."""

    subject: Subject
    verb: str
    to_state: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    from_state: str = ""
    by: Keyed | None = None
    citation: str = ""
    effective_on: date | None = None


def record_many(planned: Iterable[Planned]) -> list[Event]:
    """Append one event each to the chains of several subjects, in one statement."""
    events = Event.objects.bulk_create(
        Event(
            subject=one.subject,
            verb=one.verb,
            actor=cast("Any", one.by),
            from_state=one.from_state,
            to_state=one.to_state,
            facts=one.facts,
            citation=one.citation,
            effective_on=one.effective_on,
        )
        for one in planned
    )
    for event in events:
        touch(event.subject)
    return events


def record_read(
    *, reader: Keyed, party: Keyed, fields: str, reason: str, subject: Subject | None = None
) -> ReadLog:
    """Note that a person's data was opened; the person can see this row."""
    return ReadLog.objects.create(
        reader=cast("Any", reader),
        party=cast("Any", party),
        subject=subject,
        fields=fields,
        reason=reason,
        read_at=clock.now(),
    )
