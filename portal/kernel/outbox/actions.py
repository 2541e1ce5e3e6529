# SPDX-License-Identifier: Apache-2.0
"""Wanting an effect: the row in the act's own transaction, the bell after its commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.kernel import clock
from portal.kernel.acts import Writer
from portal.kernel.outbox.bell import bell
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.outbox.registry import kinds
from portal.kernel.prepared.writing import add_unless_there

if TYPE_CHECKING:
    from datetime import datetime


def enqueue(
    *,
    kind: str,
    key: str,
    payload: dict[str, Any],
    subject: int | None = None,
    not_before: datetime | None = None,
) -> None:
    """Write one outbox row at the act's end unless a row with that key exists already.

    ``subject`` is the key of the subject whom the effect concerns.

    Raises KeyError for a kind without a handler, so that no row can wait for nobody.
    """
    if kind not in kinds():
        raise KeyError(kind)
    at = clock.now()
    _message(
        OutboxMessage(
            kind=kind,
            key=key,
            payload=payload,
            subject_id=subject,
            not_before=not_before or at,
            created_at=at,
        )
    )


def _write(messages: list[OutboxMessage]) -> None:
    add_unless_there(messages)
    transaction.on_commit(bell)


#: Written last: other rows of an act order messages when they are written.
_message = Writer(_write, order=90)
