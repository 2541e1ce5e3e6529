# SPDX-License-Identifier: Apache-2.0
"""State machines as tables, and the one way in which a state changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast

from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.audit.actions import Planned, record, record_many
from portal.kernel.audit.seals import SEAL, seal_of
from portal.kernel.desks import TurnFor
from portal.kernel.errors import Refused, Stale
from portal.kernel.prepared.writing import change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import Model
    from django_stubs_ext import StrOrPromise

    from portal.kernel.audit.actions import Keyed
    from portal.kernel.audit.models import Event
    from portal.kernel.desks import Turns
    from portal.kernel.subjects import Subject


class Aggregate(Protocol):
    """What a machine moves: a row with a subject and a state."""

    pk: Any
    state: str
    subject: Subject


@dataclass(frozen=True)
class Transition:
    """One arrow: the verb, from where, to where, by whom, with what in its train.

    ``target`` is None for acts that are recorded but leave the state as it is.
    """

    verb: str
    label: StrOrPromise
    sources: tuple[str, ...]
    target: str | None
    actors: tuple[str, ...] = ()
    guard: StrOrPromise = ""
    terms_started: tuple[str, ...] = ()
    terms_ended: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    citation: str = ""


@dataclass(frozen=True)
class Context:
    """What an event keeps beside the arrow."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    effective_on: date | None = None
    on_behalf_of: Keyed | None = None
    window: Keyed | None = None


class Machine:
    """A named table of arrows, checked when it is made.

    ``turns`` says for each state that is not final whose turn it is. Raises ValueError when a
    verb is doubled, a state cannot be reached, a final state has an exit that changes it, a
    state says neither whose turn it is nor that it is nobody's, or a turn's act is no arrow
    that leaves the state and is open to those whose turn it is.
    """

    def __init__(
        self,
        name: str,
        *,
        initial: str,
        finals: Iterable[str],
        states: Iterable[str],
        transitions: Iterable[Transition],
        turns: Mapping[str, Turns],
    ) -> None:
        self.name = name
        self.initial = initial
        self.finals = frozenset(finals)
        self.states = tuple(states)
        self.transitions = tuple(transitions)
        self.turns = {str(state): declared for state, declared in turns.items()}
        self._by_verb = {arrow.verb: arrow for arrow in self.transitions}
        self._check()
        self._check_turns()

    def _check(self) -> None:
        if len(self._by_verb) != len(self.transitions):
            raise ValueError(f"{self.name}: a verb has two arrows")
        reached = {self.initial} | {arrow.target for arrow in self.transitions if arrow.target}
        missing = set(self.states) - reached
        if missing:
            raise ValueError(f"{self.name}: never reached: {sorted(missing)}")
        for arrow in self.transitions:
            if unknown := {*arrow.sources, arrow.target or self.initial} - set(self.states):
                raise ValueError(f"{self.name}.{arrow.verb}: unknown states {sorted(unknown)}")
            if arrow.target is not None and self.finals & set(arrow.sources):
                raise ValueError(f"{self.name}.{arrow.verb}: leaves a final state")

    def _check_turns(self) -> None:
        open_states = [state for state in self.states if state not in self.finals]
        if silent := [state for state in open_states if not self.turns.get(state)]:
            raise ValueError(f"{self.name}: nobody's turn and not said so: {silent}")
        if unknown := sorted(set(self.turns) - set(open_states)):
            raise ValueError(f"{self.name}: a turn in no open state: {unknown}")
        for state, declared in self.turns.items():
            for turn in declared:
                if isinstance(turn, TurnFor):
                    self._check_turn(state, turn)
                elif len(declared) > 1:
                    raise ValueError(f"{self.name}.{state}: nobody's turn beside another's")

    def _check_turn(self, state: str, turn: TurnFor) -> None:
        arrow = self._by_verb.get(turn.act)
        if arrow is None or state not in arrow.sources or arrow.target in (None, state):
            raise ValueError(f"{self.name}.{state}: {turn.act} does not leave the state")
        if not turn.who.actors or not set(turn.who.actors) <= set(arrow.actors):
            raise ValueError(f"{self.name}.{state}: {turn.act} is not for {turn.who.actors}")

    def arrow(self, verb: str) -> Transition:
        """Return the arrow of a verb; raises KeyError for an unknown verb."""
        return self._by_verb[verb]

    def allows(self, verb: str, state: str) -> bool:
        """Tell whether the verb may be used in the state."""
        return state in self.arrow(verb).sources

    def require(self, verb: str, state: str) -> Transition:
        """Return the arrow; raises Refused when the verb is not for this state."""
        arrow = self.arrow(verb)
        if state not in arrow.sources:
            raise Refused(
                "wrong_state",
                _("现在不能“%(act)s”：这件事已经不在那一步了。") % {"act": arrow.label},
            )
        return arrow

    def apply(
        self,
        aggregate: Aggregate,
        verb: str,
        *,
        by: Keyed | None,
        at: datetime,
        context: Context | None = None,
        **changes: Any,
    ) -> Event:
        """Move the aggregate along the verb's arrow and append the event.

        The row is moved by a conditional UPDATE, together with ``changes`` to its other
        columns; an aggregate that counts its changes in ``revision`` is one further then, which
        tells those who read it before. ``at`` gives the day on which it takes effect unless the
        context names another.
        Raises Refused from a wrong state and Stale when another act was faster.
        """
        arrow = self.require(verb, aggregate.state)
        source = aggregate.state
        target = arrow.target or source
        if (revision := getattr(aggregate, "revision", None)) is not None:
            changes["revision"] = revision + 1
        moved = change(
            cast("type[Model]", type(aggregate)),
            where={"pk": aggregate.pk, "state": source},
            to={"state": target, **changes},
        )
        if moved != 1:
            raise Stale
        aggregate.state = target
        for name, value in changes.items():
            setattr(aggregate, name, value)
        told = context or Context()
        stored = _stored.get(self.name)
        return record(
            subject=aggregate.subject,
            verb=f"{self.name}.{verb}",
            by=by,
            from_state=source,
            to_state=target,
            facts={**told.facts, **(stored.seal(aggregate) if stored is not None else {})},
            citation=arrow.citation,
            effective_on=told.effective_on or clock.local_date(at),
            on_behalf_of=told.on_behalf_of,
            window=told.window,
        )

    def apply_many(
        self,
        rows: Sequence[Aggregate],
        verb: str,
        *,
        by: Keyed | None,
        at: datetime,
        facts: Mapping[str, Any],
        **changes: Any,
    ) -> list[Event]:
        """Move rows of one table along the same arrow: one UPDATE, one INSERT of their events.

        The caller holds their locks. ``changes`` are the same for each, and so are ``facts``.
        Raises Refused when one of them is in a wrong state and Stale when one has moved since.
        """
        if not rows:
            return []
        arrow = self.arrow(verb)
        for one in rows:
            self.require(verb, one.state)
        sources = [one.state for one in rows]
        moved = {**changes, **({"state": arrow.target} if arrow.target else {})}
        found = cast("Any", type(rows[0])).objects.filter(
            pk__in=[one.pk for one in rows], state__in=set(sources)
        )
        if found.update(**moved) != len(rows):
            raise Stale
        for one in rows:
            for name, value in moved.items():
                setattr(one, name, value)
        stored = _stored.get(self.name)
        return record_many(
            Planned(
                one.subject,
                f"{self.name}.{verb}",
                from_state=source,
                to_state=one.state,
                facts={**facts, **(stored.seal(one) if stored is not None else {})},
                by=by,
                citation=arrow.citation,
                effective_on=clock.local_date(at),
            )
            for one, source in zip(rows, sources, strict=True)
        )


_machines: dict[str, Machine] = {}


def register(machine: Machine) -> Machine:
    """Make a machine known to the documents and invariants; raises ValueError when doubled."""
    if machine.name in _machines:
        raise ValueError(f"machine {machine.name} registered twice")
    _machines[machine.name] = machine
    return machine


def machine_of(name: str) -> Machine | None:
    """Return the machine of a name, None for a name that no machine has."""
    return _machines.get(name)


def machines() -> list[Machine]:
    """Return all registered machines by name."""
    return [_machines[name] for name in sorted(_machines)]


@dataclass(frozen=True)
class Stored:
    """Where the states of a machine are kept.

    ``root`` is the field that leads to the row of what the aggregate belongs to, empty when it
    stands for itself. ``part`` is the field that tells it from others of its kind under the root.
    ``sealed`` are the columns that decide: each event of the machine holds their seal, so they
    are changed by an arrow only.
    """

    machine: Machine
    model: type[Model]
    root: str = ""
    part: str = ""
    sealed: tuple[str, ...] = ()

    def seal(self, row: object) -> dict[str, str]:
        """Return the fact that seals a row, nothing where no column is sealed."""
        return {SEAL: seal_of(row, self.sealed)} if self.sealed else {}


_stored: dict[str, Stored] = {}


def register_aggregate(
    machine: Machine,
    model: type[Model],
    *,
    root: str = "",
    part: str = "",
    sealed: tuple[str, ...] = (),
) -> None:
    """Tell which table holds the states of a machine, and what its rows belong to."""
    _stored[machine.name] = Stored(machine, model, root, part, sealed)


def seal(machine: Machine, row: object) -> dict[str, str]:
    """Return the fact that seals a new row, for the event of its beginning."""
    return _stored[machine.name].seal(row)


def aggregates() -> list[Stored]:
    """Return where the states of the registered machines are kept, by the machine's name."""
    return [_stored[name] for name in sorted(_stored)]
