# SPDX-License-Identifier: Apache-2.0
"""Every arrow of every machine is one that these tests know too, and each slip in one shows.

A state changes by ``Machine.apply`` only, and that asks the table; so who knows the table knows
which acts can be done.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.kernel.states import machines
from tests.state_tables import KEPT, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.kernel.states import Machine, Transition


def _table(machine: Machine) -> list[str]:
    return list(lines(machine, machine.transitions))


def test_the_tables_are_those_that_the_tests_know() -> None:
    told = [line for machine in machines() for line in _table(machine)]
    assert told == KEPT.read_text("utf-8").splitlines()


def _without(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for word in words:
        yield tuple(one for one in words if one != word)


def _slips(machine: Machine, arrow: Transition) -> Iterator[Transition]:
    """Yield the arrow with one source, actor, term, paper or notice gone, one source or target more."""
    for name in ("sources", "actors", "terms_started", "terms_ended", "documents", "notices"):
        for left in _without(getattr(arrow, name)):
            yield replace(arrow, **{name: left})  # type: ignore[arg-type]  # each is a tuple of words
    for state in machine.states:
        if state not in arrow.sources:
            yield replace(arrow, sources=(*arrow.sources, state))
        if state != arrow.target:
            yield replace(arrow, target=state)
    if arrow.target is not None:
        yield replace(arrow, target=None)
    yield replace(arrow, actors=(*arrow.actors, "anybody"))


def test_each_slip_in_an_arrow_shows() -> None:
    tried, missed = 0, []
    for machine in machines():
        for arrow in machine.transitions:
            others = [one for one in machine.transitions if one is not arrow]
            for slip in _slips(machine, arrow):
                tried += 1
                if list(lines(machine, [*others, slip])) == _table(machine):
                    missed.append((machine.name, slip))
            if list(lines(machine, others)) == _table(machine):
                missed.append((machine.name, arrow))
    assert missed == []
    assert tried > 1000
