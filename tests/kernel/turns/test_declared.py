# SPDX-License-Identifier: Apache-2.0
"""A machine is refused unless each open state says whose turn it is, and rightly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.kernel.desks import (
    Nobody,
    OfficeDesk,
    OrganDesk,
    PartyDesk,
    PersonDesk,
    SupervisionDesk,
    TurnFor,
)
from portal.kernel.states import Machine, Transition, machines

if TYPE_CHECKING:
    from portal.kernel.desks import Turns

CLAIM, GIVE = (
    TurnFor(OrganDesk("organ", ("reviewer",)), "claim"),
    TurnFor(PartyDesk("owner"), "give"),
)


def _machine(turns: dict[str, Turns]) -> Machine:
    return Machine(
        "t.paper",
        initial="open",
        finals=("done",),
        states=("open", "taken", "done"),
        transitions=(
            Transition("give", "", ("open",), "taken", ("applicant",)),
            Transition("claim", "", ("open",), "taken", ("reviewer", "approver")),
            Transition("look", "", ("open",), None, ("applicant",)),
            Transition("again", "", ("open", "taken"), "open", ("applicant",)),
            Transition("end", "", ("taken",), "done", ("system", "supervisor")),
        ),
        turns=turns,
    )


@pytest.mark.parametrize(
    "turns",
    [
        {"open": (CLAIM,), "taken": (Nobody("t.term"),)},
        {"open": (CLAIM, GIVE), "taken": (Nobody(),)},
        {"open": (GIVE,), "taken": (TurnFor(SupervisionDesk(), "end", ("t.term",), yields=True),)},
    ],
)
def test_a_machine_that_says_whose_turn_it_is(turns: dict[str, Turns]) -> None:
    assert _machine(turns).turns == turns


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        ({"open": (CLAIM,)}, r"nobody's turn and not said so: \['taken'\]"),
        ({"open": (CLAIM,), "taken": ()}, "not said so"),
        (
            {"open": (CLAIM,), "taken": (Nobody(),), "done": (Nobody(),)},
            r"in no open state: \['done'\]",
        ),
        ({"open": (CLAIM, Nobody()), "taken": (Nobody(),)}, "beside another's"),
        (
            {"open": (TurnFor(PartyDesk("owner"), "close"),), "taken": (Nobody(),)},
            "close does not leave",
        ),
        (
            {"open": (TurnFor(SupervisionDesk(), "end"),), "taken": (Nobody(),)},
            "end does not leave",
        ),
        (
            {"open": (TurnFor(PartyDesk("owner"), "look"),), "taken": (Nobody(),)},
            "look does not leave",
        ),
        (
            {"open": (TurnFor(PartyDesk("owner"), "again"),), "taken": (Nobody(),)},
            "again does not leave",
        ),
        (
            {"open": (TurnFor(PartyDesk("owner"), "claim"),), "taken": (Nobody(),)},
            "claim is not for",
        ),
        (
            {
                "open": (TurnFor(PersonDesk("by", ("reviewer", "clerk")), "claim"),),
                "taken": (Nobody(),),
            },
            "claim is not for",
        ),
        ({"open": (TurnFor(OfficeDesk("editor"), "claim"),), "taken": (Nobody(),)}, "is not for"),
    ],
)
def test_a_machine_that_does_not_is_refused(turns: dict[str, Turns], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        _machine(turns)


def test_every_machine_of_the_portal_has_a_declaration_for_every_open_state() -> None:
    assert len(machines()) == 18
    for machine in machines():
        assert set(machine.turns) == set(machine.states) - machine.finals
