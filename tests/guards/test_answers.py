# SPDX-License-Identifier: Apache-2.0
"""Each answer that the API documents was given to a test, or is listed with the reason why not.

`make guards ARGS="-k answer"` looks at this alone; GUARDS=write lists what is lacking (its reason
is then written by hand).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

#: The first test of a run waits for the others' tests.
pytestmark = pytest.mark.timeout(3600)

ROOT = Path(__file__).parents[2]
LISTED = Path(__file__).parent / "answers.json"
TESTS = ROOT / "tests"
#: A test that speaks to the API names its address.
ADDRESS = "/api/v1/"
VERBS = frozenset({"get", "put", "post", "patch", "delete", "head", "options"})


def _documented() -> dict[tuple[str, str], set[str]]:
    """Return the statuses of each operation: (method, path) → statuses as the schema has them."""
    told = StringIO()
    call_command("spectacular", "--format", "openapi-json", stdout=told)
    schema = json.loads(told.getvalue())
    return {
        (verb.upper(), path): set(operation["responses"])
        for path, operations in schema["paths"].items()
        for verb, operation in operations.items()
        if verb in VERBS
    }


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]+\}", path)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))


def _files() -> list[str]:
    own = TESTS / "guards"
    found = [
        path
        for path in TESTS.rglob("test_*.py")
        if own not in path.parents and ADDRESS in path.read_text("utf-8")
    ]
    return [str(path.relative_to(ROOT)) for path in sorted(found)]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, int]]:
    """Run the tests that speak to the API; return what it answered."""
    told = tmp_path_factory.mktemp("answers") / "answers.json"
    environ = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.guards.answers", "-n0", "-q", *_files()],
        cwd=ROOT,
        env={**environ, "ANSWERS": str(told), "TEST_DB_SUFFIX": "answers"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return [(verb, path, status) for verb, path, status in json.loads(told.read_text("utf-8"))]


def _operation(
    verb: str, path: str, documented: dict[tuple[str, str], set[str]]
) -> tuple[str, str] | None:
    """Return the operation that an address belongs to; the one with the fewest blanks wins."""
    fitting = [one for one in documented if one[0] == verb and _pattern(one[1]).fullmatch(path)]
    return min(fitting, key=lambda one: one[1].count("{"), default=None)


def test_each_documented_answer_was_given_to_a_test(given: list[tuple[str, str, int]]) -> None:
    documented = _documented()
    seen = {
        (*operation, str(status))
        for verb, path, status in given
        if (operation := _operation(verb, path, documented)) is not None
    }
    lacking = [
        f"{verb} {path} {status}"
        for (verb, path), statuses in sorted(documented.items())
        for status in sorted(statuses)
        if (verb, path, status) not in seen
    ]
    listed: dict[str, str] = json.loads(LISTED.read_text("utf-8"))
    if os.environ.get("GUARDS") == "write":
        listed = {one: listed.get(one, "") for one in lacking}
        LISTED.write_text(f"{json.dumps(listed, ensure_ascii=False, indent=2)}\n", "utf-8")
    assert sorted(lacking) == sorted(listed)
    assert [one for one, why in listed.items() if not why] == [], "say why"


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/api/v1/items/a1/", "/api/v1/items/{code}/"),
        ("/api/v1/items/a1.jsonld", "/api/v1/items/{code}.jsonld"),
        ("/api/v1/items/", "/api/v1/items/"),
        ("/api/v1/items/a1/b/", None),
    ],
)
def test_an_answer_belongs_to_one_operation(path: str, operation: str | None) -> None:
    found = _operation("GET", path, _documented())
    assert (found and found[1]) == operation
