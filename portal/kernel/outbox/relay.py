# SPDX-License-Identifier: Apache-2.0
"""Bringing outbox rows about: claim and effect in one transaction, each row by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from portal.kernel import clock
from portal.kernel.outbox.models import OutboxMessage, OutboxState, StaffTask
from portal.kernel.outbox.registry import Later, Obsolete, Permanent, handler_of, mourn

if TYPE_CHECKING:
    from datetime import datetime

log = structlog.get_logger(__name__)

#: A message is tried this often before it goes dead and a person is asked (about 4 hours).
MAX_ATTEMPTS = 12
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after the given number of failed attempts: doubling, capped."""
    doubled: timedelta = FIRST_PAUSE * 2 ** max(attempts - 1, 0)
    return min(doubled, LONGEST_PAUSE)


def drain(*, limit: int = 200) -> dict[str, int]:
    """Work on due messages until none is left or ``limit`` were tried; returns counts by end."""
    counts: dict[str, int] = {}
    for _turn in range(limit):
        outcome = _next()
        if outcome is None:
            break
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


def _next() -> str | None:
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(state=OutboxState.PENDING, not_before__lte=clock.now())
            .order_by("not_before", "id")
            .first()
        )
        if message is None:
            return None
        return _attempt(message)


def _attempt(message: OutboxMessage) -> str:
    try:
        with transaction.atomic():
            handler_of(message.kind)(message.payload)
    except Obsolete:
        return _finish(message, OutboxState.OBSOLETE)
    except Later as wait:
        OutboxMessage.objects.filter(pk=message.pk).update(not_before=wait.until)
        return "later"
    except Permanent as error:
        return _bury(message, error)
    except Exception as error:  # noqa: BLE001 - one bad row must not stall the queue
        if message.attempts + 1 >= MAX_ATTEMPTS:
            return _bury(message, error)
        return _put_off(message, error, clock.now())
    return _finish(message, OutboxState.DONE)


def _finish(message: OutboxMessage, state: OutboxState) -> str:
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=state, attempts=message.attempts + 1, finished_at=clock.now()
    )
    return str(state.value)


def _put_off(message: OutboxMessage, error: Exception, at: datetime) -> str:
    attempts = message.attempts + 1
    OutboxMessage.objects.filter(pk=message.pk).update(
        attempts=attempts,
        not_before=at + pause_after(attempts),
        last_error=type(error).__name__,
    )
    log.warning("outbox_retry", kind=message.kind, id=message.pk, error=type(error).__name__)
    return "retry"


def _bury(message: OutboxMessage, error: Exception) -> str:
    at = clock.now()
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxState.DEAD,
        attempts=message.attempts + 1,
        finished_at=at,
        last_error=type(error).__name__,
    )
    StaffTask.objects.get_or_create(
        key=f"outbox:{message.pk}",
        defaults={
            "kind": "outbox_dead",
            "subject_id": message.subject_id,
            "outbox_id": message.pk,
            "opened_at": at,
        },
    )
    mourn(message.kind, message.payload)
    log.error("outbox_dead", kind=message.kind, id=message.pk, error=type(error).__name__)
    return str(OutboxState.DEAD.value)
