# SPDX-License-Identifier: Apache-2.0
"""Each small change to a rule is noticed by a test, or listed with the reason why not.

`make guards ARGS="-k periods"` tries one module. GUARDS=write lists what nobody notices (its
reason is then written by hand) and writes the table of docs/testing.md.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.guards.mutation import run

if TYPE_CHECKING:
    from tests.guards.mutation.run import Found, Outcome

ROOT = Path(__file__).parents[2]
#: The first test of a run waits for the trials of all.
pytestmark = pytest.mark.timeout(3600)

HERE = Path(__file__).parent / "mutation"
PAGE = ROOT / "docs" / "testing.md"
BEGIN, END = "<!-- changes to rules -->\n", "<!-- end of changes to rules -->\n"
HEAD = "| module or table of states | changes | noticed | listed |\n|---|---|---|---|\n"
#: Which tests are asked about a module, about the arrows of a machine.
TABLES: dict[str, dict[str, list[str]]] = json.loads((HERE / "tables.json").read_text("utf-8"))
NAMES = [*TABLES["modules"], *TABLES["machines"]]
LISTED = HERE / "survivors.json"
WRITES = os.environ.get("GUARDS") == "write"


def _listed() -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = json.loads(LISTED.read_text("utf-8"))
    return told


@pytest.fixture(scope="module")
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Try the modules that were asked for, all in one run."""
    specs = (getattr(item, "callspec", None) for item in request.session.items)
    asked = {spec.params["changed"] for spec in specs if spec and "changed" in spec.params}
    chosen = {kind: [name for name in names if name in asked] for kind, names in TABLES.items()}
    tests = {
        test for kind, names in chosen.items() for name in names for test in TABLES[kind][name]
    }
    return run.tried(
        modules=chosen["modules"],
        machines=chosen["machines"],
        tests=["tests/guards/mutation/begin.py", *sorted(tests)],
        folder=tmp_path_factory.mktemp("mutation"),
        cwd=ROOT,
    )


def test_the_tests_that_are_asked_are_green(found: Found) -> None:
    assert found.red == ()


@pytest.mark.parametrize("changed", NAMES)
def test_each_change_is_noticed_or_listed(changed: str, found: Found) -> None:
    outcome = found.outcomes[changed]
    assert outcome.control, "the tests do not come by this code"
    if WRITES:
        _write(changed, outcome)
    listed = _listed().get(changed, {})
    assert sorted(outcome.missed) == sorted(listed)
    assert [name for name, why in listed.items() if not why] == [], "say why"
    assert _row(changed, outcome) in PAGE.read_text("utf-8"), "GUARDS=write"


def test_nothing_is_listed_that_is_not_tried() -> None:
    assert set(_listed()) <= set(NAMES)


def _row(name: str, outcome: Outcome) -> str:
    missed = len(outcome.missed)
    return f"| `{name}` | {outcome.mutants} | {outcome.mutants - missed} | {missed or '–'} |\n"


def _write(name: str, outcome: Outcome) -> None:
    listed = _listed()
    known = listed.pop(name, {})
    if outcome.missed:
        listed[name] = {one: known.get(one, "") for one in outcome.missed}
    text = json.dumps(dict(sorted(listed.items())), ensure_ascii=False, indent=2)
    LISTED.write_text(f"{text}\n", "utf-8")
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    table, after = rest.split(END)
    rows = {line.split("`")[1]: f"{line}\n" for line in table.splitlines() if "`" in line}
    rows[name] = _row(name, outcome)
    told = "".join(rows[one] for one in NAMES if one in rows)
    PAGE.write_text(f"{before}{BEGIN}{HEAD}{told}{END}{after}", "utf-8")
