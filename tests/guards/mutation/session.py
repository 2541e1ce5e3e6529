# SPDX-License-Identifier: Apache-2.0
"""A run of pytest that tries changes instead of reporting tests; a plugin (``-p``).

``MUTATION`` names a file of JSON: ``modules`` to be changed, and ``to``, where the answer is
written. Tests are collected once, with the changed modules in place and all switches off. Each
trial is a process forked from there: nothing that a test leaves in memory reaches the next one.
Modules are tried on the tests that need no database, machines of states on the others.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.guards.mutation import hook, machines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ORDER = json.loads(Path(os.environ["MUTATION"]).read_text("utf-8"))
FINDER = hook.Finder(ORDER["modules"])
sys.meta_path.insert(0, FINDER)

OWN = frozenset(
    {"portal", "services", "credit", "licensing", "complaints", "tests"}
    | {name.partition(".")[0] for name in ORDER["modules"]}
)
SLOTS = 2
ANCHOR = "begin.py"
#: Seconds of processor that a trial may use beyond what its tests use, and how many times that.
SPARE, TIMES = 5, 4
DATABASE = frozenset({"db", "transactional_db", "_django_db_helper"})
#: Exit codes of a trial; a signal (time is up, a crash) counts as noticed.
MISSED, NOTICED = 0, 1
_CACHED = type(functools.cache(len))

# Shrinking an example makes it easier to read; here nobody reads it.
hypothesis.settings.register_profile(
    "mutation",
    derandomize=True,
    database=None,
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
)


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Draw the same examples in each trial."""
    hypothesis.settings.load_profile("mutation")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try every change on the collected tests and write down what became of it."""
    if session.testsfailed:
        raise session.Interrupted("a test could not be collected")
    Path(ORDER["to"]).write_text(json.dumps(_Trials(session).all()), "utf-8")
    return True


class _Trials:
    def __init__(self, session: pytest.Session) -> None:
        # Made now, they are inherited; else each trial would make a numbered folder of its own.
        session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        self.session = session
        anchors = [item for item in session.items if item.path.name == ANCHOR]
        others = [item for item in session.items if item.path.name != ANCHOR]
        self.plain = [item for item in others if not _stored(item)]
        self.stored = [
            item for item in others if ORDER["machines"] and _stored(item) and not _empties(item)
        ]
        #: The test that makes the tables; while it comes next, nobody drops them.
        self.anchor = anchors[0] if anchors else None
        if self.anchor is not None and self.stored:
            runtestprotocol(self.anchor, log=False, nextitem=others[-1])
            connections.close_all()
        self.seconds: dict[str, float] = {}
        self.reached: dict[str, dict[str, set[Any]]] = {}

    def all(self) -> dict[str, Any]:
        """Return what each module's trials found, and the tests that are red with no change."""
        red = self._look()
        found = {name: self._module(name) for name in sorted(FINDER.mutants)}
        return {"red": red, "modules": found, "machines": self._machines()}

    def _look(self) -> list[str]:
        """Run each test by itself with all switches off; remember what it comes by."""
        red = []
        for group, slots in ((self.plain, SLOTS), (self.stored, 1)):
            order = [functools.partial(self._observe, item) for item in group]
            for item, (code, told) in zip(group, _forked(order, slots), strict=True):
                if code != MISSED:
                    red.append(item.nodeid)
                    continue
                seen = json.loads(told)
                self.seconds[item.nodeid] = seen["seconds"]
                self.reached[item.nodeid] = {
                    name: {tuple(one) if isinstance(one, list) else one for one in sites}
                    for name, sites in seen["reached"].items()
                }
        return red

    def _observe(self, item: pytest.Item) -> tuple[int, str]:
        seen = {name: hook.Reached(FINDER.sites[name]) for name in FINDER.mutants}
        for name, switches in seen.items():
            FINDER.switch(name, switches)
        arrows = machines.observe()
        is_green = self._green([item])
        reached = {name: sorted(switches.sites) for name, switches in seen.items()}
        told = {
            # A forked process begins at 0.
            "seconds": time.process_time(),
            "reached": {**reached, machines.KEY: sorted(arrows)},
        }
        return (MISSED if is_green else NOTICED), json.dumps(told)

    def _module(self, name: str) -> dict[str, Any]:
        """Return how many changes were noticed, and the names of the others."""
        mutants = FINDER.mutants[name]
        orders = [
            (
                self._that_reach(self.plain, name, [one.site]),
                functools.partial(self._change, name, one),
            )
            for one in mutants
        ]
        control = functools.partial(FINDER.switch, name, hook.Broken([0]))
        everything = range(FINDER.sites[name])
        *outcomes, is_control = self._tried(
            [*orders, (self._that_reach(self.plain, name, everything), control)], SLOTS
        )
        missed = [
            one.name for one, is_noticed in zip(mutants, outcomes, strict=True) if not is_noticed
        ]
        unseen = [one.name for one, (items, _do) in zip(mutants, orders, strict=True) if not items]
        return {
            "mutants": len(mutants),
            "control": is_control,
            "missed": missed,
            "unseen": unseen,
        }

    def _machines(self) -> dict[str, Any]:
        """Return for each machine of states how many arrows were bent, and what nobody noticed."""
        if not ORDER["machines"]:
            return {}
        bent = [one for one in machines.bends() if one.machine in ORDER["machines"]]
        orders = [
            (self._that_reach(self.stored, machines.KEY, one.reached_by), one.put) for one in bent
        ]
        outcomes = list(self._tried(orders, 1))
        missed = [one for one, is_noticed in zip(bent, outcomes, strict=True) if not is_noticed]
        counts = Counter(one.machine for one in bent)
        return {
            name: {
                "mutants": count,
                "control": True,
                "missed": [one.name for one in missed if one.machine == name],
                "unseen": [
                    one.name
                    for one, (items, _do) in zip(bent, orders, strict=True)
                    if one.machine == name and not items
                ],
            }
            for name, count in counts.items()
        }

    @staticmethod
    def _change(name: str, mutant: Any) -> None:
        switches = [0] * FINDER.sites[name]
        switches[mutant.site] = mutant.choice
        FINDER.switch(name, switches)

    def _that_reach(
        self, tests: list[pytest.Item], name: str, sites: Iterable[Any]
    ) -> list[pytest.Item]:
        """Return those of the tests that come by one of the sites, the quickest first."""
        wanted = set(sites)
        found = [
            item
            for item in tests
            if not wanted.isdisjoint(self.reached.get(item.nodeid, {}).get(name, ()))
        ]
        return sorted(found, key=lambda item: self.seconds[item.nodeid])

    def _tried(
        self, orders: list[tuple[list[pytest.Item], Callable[[], None]]], slots: int
    ) -> list[bool]:
        """Tell of each change whether one of its tests noticed."""
        places = [place for place, (items, _do) in enumerate(orders) if items]
        trials = [functools.partial(self._try, *orders[place][::-1]) for place in places]
        outcomes = [False] * len(orders)
        for place, (code, _told) in zip(places, _forked(trials, slots), strict=True):
            outcomes[place] = code != MISSED
        return outcomes

    def _try(self, change: Callable[[], None], items: list[pytest.Item]) -> tuple[int, str]:
        usual = sum(self.seconds[item.nodeid] for item in items)
        signal.setitimer(signal.ITIMER_PROF, SPARE + TIMES * usual)
        change()
        return (MISSED if self._green(items) else NOTICED), ""

    def _green(self, items: list[pytest.Item]) -> bool:
        """Run tests until one is red; tell whether none was."""
        for item, after in zip(items, [*items[1:], self.anchor], strict=True):
            reports = runtestprotocol(item, log=False, nextitem=after)
            if any(report.failed for report in reports):
                return False
        return True


def _stored(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & DATABASE) or item.get_closest_marker("django_db") is not None


def _empties(item: pytest.Item) -> bool:
    """Tell whether a test empties the database afterwards: no other could be tried behind it."""
    mark = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    return "transactional_db" in names or bool(mark and mark.kwargs.get("transaction"))


def _forked(trials: Sequence[Callable[[], tuple[int, str]]], slots: int) -> list[tuple[int, str]]:
    """Carry trials out in processes of their own, so many at once; return what each told."""
    answers: list[tuple[int, str]] = [(NOTICED, "")] * len(trials)
    running: dict[int, int] = {}
    gc.unfreeze()
    gc.collect()
    remembered = [one for one in gc.get_objects() if type(one) is _CACHED and _own(one)]
    gc.freeze()
    waiting = list(range(len(trials)))[::-1]
    with TemporaryDirectory() as folder:
        while waiting or running:
            while waiting and len(running) < slots:
                place = waiting.pop()
                child = os.fork()
                if not child:
                    _carry_out(trials[place], Path(folder, str(place)), remembered)
                running[child] = place
            child, status = os.wait()
            place = running.pop(child)
            answer = Path(folder, str(place))
            told = answer.read_text("utf-8") if answer.exists() else ""
            answers[place] = (os.waitstatus_to_exitcode(status), told)
    return answers


def _own(function: Any) -> bool:
    """Tell whether a function is the portal's or its tests', not that of a package."""
    return str(function.__module__).partition(".")[0] in OWN


def _carry_out(
    trial: Callable[[], tuple[int, str]], answer: Path, remembered: Iterable[Any]
) -> None:
    """Do a trial and end the process; what functions had in memory they work out anew."""
    code = NOTICED
    try:
        for function in remembered:
            function.cache_clear()
        code, told = trial()
        answer.write_text(told, "utf-8")
    finally:
        os._exit(code)
