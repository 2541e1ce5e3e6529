# SPDX-License-Identifier: Apache-2.0
"""Wanting an effect: the row in the act's own transaction, the bell after its commit."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction

from portal.kernel import clock
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.outbox.registry import kinds

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portal.kernel.subjects import Subject

log = structlog.get_logger(__name__)

#: Seconds for which the bell stays silent after Redis did not answer. The sweep brings the
#: work back, so a request must not wait for a dead broker again and again.
BELL_REST = 30.0


class _Bell:
    """Tells the worker that there is work. It may fail; truth is in PostgreSQL."""

    def __init__(self) -> None:
        self.ring: Callable[[], None] | None = None
        self._silent_until = 0.0

    def __call__(self) -> None:
        if self.ring is None or time.monotonic() < self._silent_until:
            return
        try:
            self.ring()
        except Exception as error:  # noqa: BLE001 - any broker fault means "not rung"
            self._silent_until = time.monotonic() + BELL_REST
            log.warning("outbox_bell_silent", error=type(error).__name__)


bell = _Bell()


def enqueue(
    *,
    kind: str,
    key: str,
    payload: dict[str, Any],
    subject: Subject | None = None,
    not_before: datetime | None = None,
) -> None:
    """Write one outbox row unless a row with that key exists already.

    Raises KeyError for a kind without a handler, so that no row can wait for nobody.
    """
    if kind not in kinds():
        raise KeyError(kind)
    at = clock.now()
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                kind=kind,
                key=key,
                payload=payload,
                subject=subject,
                not_before=not_before or at,
                created_at=at,
            )
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(bell)
