# SPDX-License-Identifier: Apache-2.0
"""The house's habits that no linter knows. There is no list of exceptions."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("portal", "services", "credit", "licensing", "complaints")
MAX_CODE, MAX_TEST, MAX_FUNCTION = 400, 500, 60
#: Python files that may lie at the top of an app; what belongs to a feature lies in its room.
MAX_TOP = {"services": 10, "licensing": 10, "complaints": 10, "credit": 10, "portal/kernel": 24}
MACHINES_DATE = {f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime")}
#: What Django, its admin, its forms and the REST framework call by these names says there what it is.
FRAMEWORK = re.compile(
    r"Meta|handle|add_arguments|ready|has_\w+_permission|get_queryset|save_model|get_serializer_class"
    r"|get_prep_value|from_db_value|value_to_string|to_python|get_internal_type|get_readonly_fields"
    r"|optgroups|clean\w*|authenticate|process_exception|get_by_natural_key"
)
STOPWATCHES = {f"time.{name}" for name in ("monotonic", "perf_counter", "process_time")}
STOPWATCHES |= {f"{name}_ns" for name in STOPWATCHES} | {"time.thread_time"}
BANNED_NAMES = {"services.py", "utils.py", "helpers.py", "common.py", "signals.py", "misc.py"}


def _files(*folders: str) -> list[Path]:
    found = [p for f in folders for p in sorted((ROOT / f).rglob("*.py")) if p.stat().st_size]
    return [p for p in found if "migrations" not in p.parts]


CODE, TESTS = _files(*APPS), _files("tests")


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _functions(path: Path) -> list[tuple[str, int]]:
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_code_files_end_at_400_lines_and_tests_at_500() -> None:
    long = [(_name(p), _lines(p)) for p in CODE if _lines(p) > MAX_CODE]
    long += [(_name(p), _lines(p)) for p in TESTS if _lines(p) > MAX_TEST]
    assert long == []


@pytest.mark.parametrize(("app", "most"), MAX_TOP.items())
def test_few_files_lie_at_the_top_of_an_app(app: str, most: int) -> None:
    assert len(list((ROOT / app).glob("*.py"))) <= most


def _unsaid(node: ast.AST, inside: str = "") -> list[str]:
    """Name what is public under a node and says nowhere what it is; a command says it in ``help``."""
    names = []
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        by_framework = bool(inside) and FRAMEWORK.fullmatch(child.name)
        if child.name.startswith("_") or by_framework:
            continue
        name = f"{inside}.{child.name}" if inside else child.name
        if ast.get_docstring(child) is None and child.name != "Command":
            names.append(name)
        if isinstance(child, ast.ClassDef):
            names += _unsaid(child, name)
    return names


def test_every_public_definition_says_what_it_is() -> None:
    assert [(_name(p), n) for p in CODE for n in _unsaid(ast.parse(p.read_text()))] == []


def test_functions_stay_short() -> None:
    long = [
        (_name(p), n, size)
        for p in CODE + TESTS
        for n, size in _functions(p)
        if size >= MAX_FUNCTION
    ]
    assert long == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [_name(p) for p in CODE if p.name in BANNED_NAMES] == []


def test_every_file_names_its_licence() -> None:
    files = [*CODE, *TESTS, ROOT / "manage.py"]
    unmarked = [
        _name(p) for p in files if "SPDX-License-Identifier: Apache-2.0" not in p.read_text()[:200]
    ]
    assert unmarked == []


def test_models_have_no_save_override_and_no_generic_foreign_key() -> None:
    guilty = [
        _name(p)
        for p in CODE
        if any(name in {"save", "delete"} for name, _size in _functions(p) if "models" in str(p))
        or "GenericForeignKey" in p.read_text()
        or "dispatch.receiver" in p.read_text()
        or "@receiver(" in p.read_text()
    ]
    assert guilty == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    words = ("pytest.mark." + "skip", "pytest." + "skip(", "mark." + "xfail", "import" + "orskip")
    assert [_name(p) for p in TESTS if any(word in p.read_text() for word in words)] == []


def test_only_what_moves_the_date_asks_the_machine_for_it() -> None:
    """Ruff bans the other ways; a town is ahead of the machine by so much, and must ask how much."""
    asked = [
        _name(p)
        for p in TESTS
        if ROOT / "tests" / "town" not in p.parents
        for node in ast.walk(ast.parse(p.read_text()))
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in MACHINES_DATE)
        or (isinstance(node, ast.ImportFrom) and node.module == "time")
    ]
    assert asked == []


def test_no_test_measures_how_long_something_takes() -> None:
    """What a busy machine makes slower is no fault; `tests.effort` and statements are the same on any."""
    watched = [
        _name(p)
        for p in TESTS
        if not {"bench", "chaos"} & set(p.relative_to(ROOT).parts)
        for node in ast.walk(ast.parse(p.read_text()))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)
        for side in (node.left, node.right)
        if isinstance(side, ast.Call) and ast.unparse(side.func) in STOPWATCHES
    ]
    assert watched == []


def test_nothing_that_somebody_typed_is_cut() -> None:
    cut = re.compile(r"strip\(\)\s*\[\s*:|len\([a-z_.]+\.strip\(\)\)\s*<")
    assert [_name(p) for p in CODE if cut.search(p.read_text())] == []  # kernel.wording, http.codes


def test_states_are_named_by_their_choices() -> None:
    literal = re.compile(r'\bstate(__in)?\s*(=|==|!=|in|not in)\s*[\[(]?"[a-z]')
    # a constraint in models.py keeps what its migration says
    others = [p for p in CODE if p.name != "models.py"]
    assert [_name(p) for p in others if literal.search(p.read_text())] == []


def test_nothing_is_left_to_do_later() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X:")
    assert [_name(p) for p in CODE + TESTS if any(mark in p.read_text() for mark in marks)] == []


@pytest.mark.parametrize("kind", ["html", "txt"])
def test_templates_hold_no_inline_style_or_script(kind: str) -> None:
    guilty = [
        _name(p)
        for p in (ROOT / "templates").rglob(f"*.{kind}")
        if not p.is_relative_to(ROOT / "templates" / "documents")  # papers carry their style inside
        and (
            " style=" in p.read_text()
            or "<script>" in p.read_text()
            or " onclick=" in p.read_text()
        )
    ]
    assert guilty == []


def test_migrations_have_names_given_by_hand() -> None:
    unnamed = [
        _name(p)
        for app in APPS
        for p in (ROOT / app).rglob("migrations/0*.py")
        if "_auto_" in p.name or "_alter_" in p.name
    ]
    assert unnamed == []


def test_lock_files_carry_hashes_and_no_download_hosts() -> None:
    for name in (
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-node.txt",
        "requirements-redis.txt",
    ):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_the_tests_that_documents_name_exist() -> None:
    named = {
        (page.name, path)
        for page in (ROOT / "docs").glob("*.md")
        for path in re.findall(r"tests/[\w/]+\.py", page.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    assert [one for one in named if not (ROOT / one[1]).is_file()] == []
