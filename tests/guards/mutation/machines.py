# SPDX-License-Identifier: Apache-2.0
"""Changes to the tables of states: an arrow that lost a source, an arrow from everywhere.

A table is made when its module is imported, so it is bent in place, in the one object that all
acts ask.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.kernel.states import Machine

#: Under which name the arrows that a test asked for are kept: (machine, verb, state).
KEY = "machines"
Asked = tuple[str, str, str]


class _Watched(tuple[str, ...]):
    """Sources of an arrow that remember which state was asked for."""

    asked: set[Asked]
    arrow: tuple[str, str]

    def __contains__(self, state: object) -> bool:
        self.asked.add((*self.arrow, str(state)))
        return super().__contains__(state)


@dataclass(frozen=True)
class Bend:
    """One change: the sources that an arrow has instead, and who could notice."""

    machine: str
    verb: str
    name: str
    sources: tuple[str, ...]
    reached_by: frozenset[Asked]

    def put(self) -> None:
        """Give the arrow these sources."""
        _set(_registered()[self.machine], self.verb, self.sources)


def observe() -> set[Asked]:
    """Return a set into which every question to an arrow will fall from now on."""
    asked: set[Asked] = set()
    for machine in _registered().values():
        for arrow in machine.transitions:
            sources = _Watched(arrow.sources)
            sources.asked, sources.arrow = asked, (machine.name, arrow.verb)
            _set(machine, arrow.verb, sources)
    return asked


def bends() -> Iterator[Bend]:
    """Return every change to every registered table."""
    for machine in _registered().values():
        for arrow in machine.transitions:
            for state in arrow.sources:
                left = tuple(one for one in arrow.sources if one != state)
                asked = frozenset({(machine.name, arrow.verb, str(state))})
                yield Bend(machine.name, arrow.verb, f"{arrow.verb}: not from {state}", left, asked)
            others = set(machine.states) - set(arrow.sources)
            asked = frozenset((machine.name, arrow.verb, str(state)) for state in others)
            if others:
                name = f"{arrow.verb}: from everywhere"
                yield Bend(machine.name, arrow.verb, name, machine.states, asked)


def _set(machine: Machine, verb: str, sources: tuple[str, ...]) -> None:
    arrows = machine._by_verb
    arrows[verb] = replace(arrows[verb], sources=sources)


def _registered() -> dict[str, Machine]:
    """Return the tables; none when the tests that run know no portal."""
    states = sys.modules.get("portal.kernel.states")
    return {} if states is None else {one.name: one for one in states.machines()}
