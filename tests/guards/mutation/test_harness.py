# SPDX-License-Identifier: Apache-2.0
"""A change that a test must notice is noticed, one that nobody can notice is missed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.guards.mutation import run

if TYPE_CHECKING:
    from tests.guards.mutation.run import Found, Outcome

RULES = """
from functools import cache, wraps

LIMIT = 3


def known(function):
    @wraps(function)
    def inner(*given):
        return function(*given)
    return inner


@cache
@known
def is_over(days: int) -> bool:
    return days > LIMIT


def step(value: int) -> int:
    while value < 10:
        value += 1
    return value


def half_tried(days: int) -> str:
    return "late" if days > 5 else "in time"


def same_either_way(days: int) -> int:
    return days if days > 0 else max(days, 0)


def must_be_small(days: int) -> None:
    if days > 1000:
        raise ValueError(days)


def never_called(days: int) -> bool:
    return days == 1
"""
# The rule is imported by name, decorated and remembered, and asked while tests are collected.
TESTS = """
import pytest
from sample_rules import half_tried, is_over, must_be_small, same_either_way, step

AT_IMPORT = is_over(4)


@pytest.mark.parametrize(("days", "late"), [(3, False), (4, True)])
def test_limit(days, late):
    assert is_over(days) is late
    assert AT_IMPORT


def test_step():
    assert [step(8), step(9)] == [10, 10]
    assert step(12) == 12


def test_half():
    assert (half_tried(1), half_tried(9)) == ("in time", "late")


def test_either():
    assert [same_either_way(days) for days in (-1, 0, 1)] == [0, 0, 1]


def test_small():
    must_be_small(1000)
    with pytest.raises(ValueError):
        must_be_small(1001)
"""
ROOT = Path(__file__).parents[3]
BARE = ("-p", "no:django", "-o", "addopts=", "--rootdir=.")


def _tried(folder: Path, tests: str) -> Found:
    (folder / "sample_rules.py").write_text(RULES, "utf-8")
    (folder / "test_sample.py").write_text(tests, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    return run.tried(
        modules=["sample_rules"],
        machines=[],
        tests=["test_sample.py"],
        folder=folder,
        cwd=folder,
        options=BARE,
    )


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT)]))
        return _tried(tmp_path_factory.mktemp("sample"), TESTS)


@pytest.fixture
def outcome(found: Found) -> Outcome:
    assert found.red == ()
    return found.outcomes["sample_rules"]


def _of(outcome: Outcome, function: str) -> list[str]:
    return [name for name in outcome.missed if name.startswith(f"{function}: ")]


def test_the_tests_stand_on_the_changed_module(outcome: Outcome) -> None:
    assert outcome.control


def test_a_change_behind_a_decorator_and_in_memory_is_noticed(outcome: Outcome) -> None:
    assert _of(outcome, "is_over") == []


def test_an_endless_loop_is_ended_and_counts_as_noticed(outcome: Outcome) -> None:
    assert _of(outcome, "step") == []


def test_a_raise_that_fell_away_is_noticed(outcome: Outcome) -> None:
    assert _of(outcome, "must_be_small") == []


def test_a_boundary_that_no_test_touches_is_missed(outcome: Outcome) -> None:
    assert set(_of(outcome, "half_tried")) == {
        "half_tried: `days > 5` → `days >= 5`",
        'half_tried: `5` → `6` in `return "late" if days > 5 else "in time"`',
        'half_tried: `5` → `4` in `return "late" if days > 5 else "in time"`',
    }


def test_a_change_that_changes_nothing_is_missed(outcome: Outcome) -> None:
    assert "same_either_way: `days > 0` → `days >= 0`" in _of(outcome, "same_either_way")


def test_what_no_test_comes_by_is_told_apart(outcome: Outcome) -> None:
    assert {name.split(":")[0] for name in outcome.unseen} == {"known", "never_called"}
    assert set(outcome.unseen) <= set(outcome.missed)


def test_tests_that_do_not_use_the_module_fail_the_control(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    tests = "import sample_rules\n\ndef test_nothing():\n    assert sample_rules.LIMIT == 3\n"
    outcome = _tried(tmp_path, tests).outcomes["sample_rules"]
    assert not outcome.control
    assert len(outcome.missed) == outcome.mutants


def test_a_module_that_was_imported_before_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with pytest.raises(RuntimeError, match="imported before they were changed"):
        run.tried(
            modules=["json"], machines=[], tests=[], folder=tmp_path, cwd=tmp_path, options=BARE
        )


def test_red_tests_are_named_and_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    tests = "import sample_rules\n\ndef test_wrong():\n    assert sample_rules.step(8) == 9\n"
    found = _tried(tmp_path, tests)
    assert found.red == ("test_sample.py::test_wrong",)
    assert len(found.outcomes["sample_rules"].missed) == found.outcomes["sample_rules"].mutants
