# SPDX-License-Identifier: Apache-2.0
"""What a machine declares of a state: somebody's turn, or expressly nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.kernel.desks.places import Desk


@dataclass(frozen=True)
class TurnFor:
    """In this state somebody must act: who, by which verb, and which periods count.

    ``by`` are kinds of terms of the aggregate and of its root; the first to fall due counts,
    of two that fall due together the one named first. ``yields``: it waits while another turn
    of the root is open. ``while_runs``: it is a turn only while such a term runs.
    """

    who: Desk
    act: str
    by: tuple[str, ...] = ()
    yields: bool = False
    while_runs: bool = False


@dataclass(frozen=True)
class Nobody:
    """In this state nobody must act.

    ``term`` is the kind of the term that decides, shown at the desk ``n``; without one there
    is nothing to wait for, and no row.
    """

    term: str = ""


Turns = tuple[TurnFor | Nobody, ...]
