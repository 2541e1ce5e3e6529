# SPDX-License-Identifier: Apache-2.0
"""Which function brings about which kind of outbox message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Handler = Callable[[dict[str, Any]], None]

_handlers: dict[str, Handler] = {}
_mourners: dict[str, Handler] = {}


class Obsolete(Exception):  # noqa: N818 - an outcome, not a fault
    """Raised by a handler whose effect is no longer wanted (a term moved or ended)."""


class Later(Exception):  # noqa: N818 - an outcome, not a fault
    """Raised by a handler that may not act now; the message waits until then, unspent."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until.isoformat())


class Permanent(Exception):  # noqa: N818 - an outcome, not a fault
    """Raised by a handler when trying again cannot help; the message goes dead at once."""


def register(kind: str, handler: Handler, *, on_dead: Handler | None = None) -> None:
    """Bind a handler to a kind; raises ValueError when the kind already has one.

    ``on_dead`` is told the payload when the message is given up; the row behind can say so.
    """
    if kind in _handlers:
        raise ValueError(f"outbox kind {kind} registered twice")
    _handlers[kind] = handler
    if on_dead is not None:
        _mourners[kind] = on_dead


def mourn(kind: str, payload: dict[str, Any]) -> None:
    """Tell the kind's owner that a message was given up."""
    if kind in _mourners:
        _mourners[kind](payload)


def handler_of(kind: str) -> Handler:
    """Return the handler of a kind; raises KeyError for an unknown kind."""
    return _handlers[kind]


def kinds() -> list[str]:
    """Return all known kinds."""
    return sorted(_handlers)
