# SPDX-License-Identifier: Apache-2.0
"""The tables of states as lines of text, for a comparison with those that the tests keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from portal.kernel.desks import TurnFor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portal.kernel.states import Machine, Transition

#: What the tests hold to be right: whoever changes an arrow changes its line here by hand.
KEPT = Path(__file__).parent / "state_tables.txt"


def lines(machine: Machine, arrows: Iterable[Transition]) -> Iterator[str]:
    """Yield the table of one machine; ``arrows`` in the place of its own."""
    yield f"{machine.name}: {machine.initial} … {_told(sorted(machine.finals))}"
    for arrow in sorted(arrows, key=lambda one: one.verb):
        began, ended = _told(arrow.terms_started), _told(arrow.terms_ended)
        yield (
            f"  {arrow.verb}: {_told(arrow.sources)} → {arrow.target or '='}"
            f" by {_told(arrow.actors)}; starts {began}; ends {ended}"
            f"; writes {_told(arrow.documents)}; tells {_told(arrow.notices)}"
        )
    for state, turns in sorted(machine.turns.items()):
        told = [turn.act if isinstance(turn, TurnFor) else f"({turn.term})" for turn in turns]
        yield f"  in {state}: {_told(told)}"


def _told(words: Iterable[object]) -> str:
    return " ".join(map(str, words)) or "–"
