# SPDX-License-Identifier: Apache-2.0
"""A table of states that cannot be right is refused when it is made; a right one is asked."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kernel import states
from portal.kernel.audit.seals import SEAL, seal_of
from portal.kernel.desks import Nobody
from portal.kernel.errors import Refused
from portal.kernel.states import Machine, Stored, Transition

TURNS = {"open": (Nobody(),), "taken": (Nobody(),)}
CLAIM = Transition("claim", "领取", ("open",), "taken")
END = Transition("end", "办结", ("open", "taken"), "done")


def _machine(*arrows: Transition, **changes: Any) -> Machine:
    told: dict[str, Any] = {
        "initial": "open",
        "finals": ("done",),
        "states": ("open", "taken", "done"),
        "turns": TURNS,
    }
    return Machine("t.paper", transitions=arrows or (CLAIM, END), **{**told, **changes})


def test_the_first_state_needs_no_arrow_that_leads_there() -> None:
    assert _machine().states == ("open", "taken", "done")


def test_a_final_state_may_have_acts_that_leave_it_as_it_is() -> None:
    look = Transition("look", "查看", ("done", "open"), None)
    assert _machine(CLAIM, END, look).allows("look", "done")


@pytest.mark.parametrize(
    ("arrows", "told"),
    [
        ((CLAIM, END, CLAIM), "a verb has two arrows"),
        ((END,), r"never reached: \['taken'\]"),
        ((CLAIM, END, Transition("x", "", ("lost",), "done")), r"unknown states \['lost'\]"),
        ((CLAIM, END, Transition("x", "", ("open",), "lost")), r"unknown states \['lost'\]"),
        ((CLAIM, END, Transition("x", "", ("taken", "done"), "open")), "leaves a final state"),
        ((CLAIM, END, Transition("x", "", ("done",), "done")), "leaves a final state"),
    ],
)
def test_a_wrong_table_is_refused(arrows: tuple[Transition, ...], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        _machine(*arrows)


def test_an_act_is_for_its_states_only() -> None:
    machine = _machine()
    assert machine.arrow("claim") is CLAIM
    assert machine.require("end", "taken") is END
    assert [machine.allows("claim", state) for state in machine.states] == [True, False, False]
    with pytest.raises(Refused) as caught:
        machine.require("claim", "taken")
    assert caught.value.code == "wrong_state"
    assert "领取" in str(caught.value)
    with pytest.raises(KeyError):
        machine.allows("burn", "open")


def test_a_machine_is_known_once_and_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "_machines", {})
    machine = _machine()
    assert states.register(machine) is machine
    assert states.machine_of("t.paper") is machine
    assert states.machine_of("t.other") is None
    with pytest.raises(ValueError, match="registered twice"):
        states.register(_machine())
    first = Machine("t.a", initial="x", finals=("x",), states=("x",), transitions=(), turns={})
    states.register(first)
    assert states.machines() == [first, machine]


def test_a_seal_is_of_the_columns_that_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    machine, other = _machine(), Machine("t.a", initial="x", finals=("x",), states=("x",), transitions=(), turns={})  # fmt: skip
    row: Any = Transition("look", "", (), None)
    model: Any = None
    sealed = Stored(machine, model, sealed=("verb",))
    monkeypatch.setattr(states, "_stored", {"t.paper": sealed, "t.a": Stored(other, model)})
    assert states.seal(machine, row) == {SEAL: seal_of(row, ("verb",))}
    assert states.seal(other, row) == {}
    assert [one.machine for one in states.aggregates()] == [other, machine]
