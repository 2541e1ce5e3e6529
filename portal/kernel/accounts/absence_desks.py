# SPDX-License-Identifier: Apache-2.0
"""The apps' desks, each of which passes its own work on."""

from __future__ import annotations

from collections.abc import Callable

from portal.kernel.accounts.models import User
from portal.kernel.audit.models import Event

#: Tells the deputy (second) about the open work of the absentee (first); returns how much.
HandOver = Callable[[User, User, Event], int]

desks: list[HandOver] = []


def register_desk(hand_over: HandOver) -> None:
    """Let an app pass on what lies on an absentee's desk, each piece with its date."""
    desks.append(hand_over)
