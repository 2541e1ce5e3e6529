# SPDX-License-Identifier: Apache-2.0
"""Starts the trials in a process of their own, and says what became of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: The same examples and the same order each time, and a database beside that of the caller.
OPTIONS = (
    *("-p", "tests.guards.mutation.session"),
    *("-n0", "-q", "-p", "no:cacheprovider", "--randomly-seed=1", "--randomly-dont-reorganize"),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one module's changes; names of those that no test noticed.

    ``unseen`` are those of them that no test came by. ``control`` tells whether the tests were
    red when everything was broken.
    """

    mutants: int
    control: bool
    missed: tuple[str, ...]
    unseen: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """The outcomes by the name of a module or machine, and the tests that are red as it is."""

    red: tuple[str, ...]
    outcomes: dict[str, Outcome]


def tried(
    *,
    modules: Iterable[str],
    machines: Iterable[str],
    tests: Iterable[str],
    folder: Path,
    cwd: Path,
    options: Iterable[str] = (),
) -> Found:
    """Try all changes of modules and machines on tests (paths); raises RuntimeError when pytest cannot.

    ``folder`` is for the order and the answer; ``cwd`` is where the paths begin.
    """
    order, answer = folder / "order.json", folder / "answer.json"
    answer.unlink(missing_ok=True)
    order.write_text(
        json.dumps({"modules": list(modules), "machines": list(machines), "to": str(answer)}),
        "utf-8",
    )
    given = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, *options, *tests],
        cwd=cwd,
        env={**given, "MUTATION": str(order), "TEST_DB_SUFFIX": "mutation"},
        capture_output=True,
        text=True,
    )
    if not answer.exists():
        raise RuntimeError(f"{done.stdout[-3000:]}{done.stderr[-3000:]}")
    told = json.loads(answer.read_text("utf-8"))
    return Found(
        tuple(told["red"]),
        {
            name: Outcome(
                one["mutants"], one["control"], tuple(one["missed"]), tuple(one["unseen"])
            )
            for name, one in (told["modules"] | told["machines"]).items()
        },
    )
