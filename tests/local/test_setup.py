# SPDX-License-Identifier: Apache-2.0
"""The set-up goes on from where it was cut short, and says in one sentence what it lacks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.local import packages, steps, system, terminal


@pytest.fixture(autouse=True)
def var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    monkeypatch.setenv("PORTAL_VAR_DIR", str(folder))
    return folder


def _works(python: Path) -> bool:
    command = [str(python), "-m", "pip", "--version"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_an_environment_without_pip_is_made_anew(var: Path) -> None:
    python = var / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    steps.once("requirements", [], [], lambda: None)
    packages.environment()
    assert _works(python)
    assert not steps.stamped("requirements")


def test_a_whole_environment_is_left_alone_and_a_broken_pip_is_seen(
    monkeypatch: pytest.MonkeyPatch, var: Path
) -> None:
    python = var / "venv" / "bin" / "python"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    pip = var / "venv" / "lib" / version / "site-packages" / "pip"
    for folder in (python.parent, pip):
        folder.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    (pip / "__main__.py").touch()
    made: list[str] = []
    monkeypatch.setattr(packages, "_remake", lambda: made.append("anew"))
    packages.environment()  # no stamp, and pip does not answer
    assert made == ["anew"]
    python.write_text("#!/bin/sh\nexit 0\n")
    packages.environment()
    assert made == ["anew"]
    assert steps.stamped("environment")


def test_a_step_is_done_again_only_when_its_inputs_change(tmp_path: Path) -> None:
    source, done = tmp_path / "source", []
    for text in ("one", "one", "two"):
        source.write_text(text)
        steps.once("copy", [source], [source], lambda: done.append(source.read_text()))
    assert done == ["one", "two"]


def test_caches_stay_under_var_when_the_home_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, var: Path
) -> None:
    for name in ("PIP_CACHE_DIR", "npm_config_cache"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "not" / "there"))
    chosen = packages.fetching()
    assert Path(chosen["npm_config_cache"]).is_relative_to(var)
    assert Path(chosen["PIP_CACHE_DIR"]).is_relative_to(var)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "npm_config_cache" not in packages.fetching()


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without a network: apt-get knows no mirror."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "apt-get"
    program.write_text(
        '#!/bin/sh\nprintf "%s\\n" "$*" >> "$0.asked"\n'
        'case "$*" in *update*) echo "W: Temporary failure resolving a.mirror.invalid";; '
        '*) echo "E: Unable to locate package";; esac\nexit 100\n'
    )
    program.chmod(0o755)
    (folder / "sudo").write_text('#!/bin/sh\n[ "$1" = -n ] && shift\nexec "$@"\n')
    (folder / "sudo").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def test_without_a_network_one_sentence_says_so(
    apt: Path, var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="No package could be fetched: is this machine online"):
        system.system_packages({"postgresql": (lambda: False, "the database")})
    shown = capsys.readouterr()
    assert "postgresql: the database" in shown.out
    assert "a.mirror.invalid" not in shown.out + shown.err
    assert "a.mirror.invalid" in (var / "log" / "setup.log").read_text()
    asked = (apt / "apt-get.asked").read_text()
    assert "Acquire::Retries=0" in asked.splitlines()[0]


def test_another_failure_is_shown_by_its_last_lines(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match=r"sh failed \(7\); see .*setup.log"):
        terminal.run(["sh", "-c", "seq 20; echo no space left on device; exit 7"])
    shown = capsys.readouterr().out
    assert "no space left on device" in shown
    assert "\n      3\n" not in shown


def test_what_succeeds_is_quiet_on_the_terminal(
    var: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    terminal.run(["sh", "-c", "echo a great many lines"])
    assert capfd.readouterr().out == ""
    assert "a great many lines" in (var / "log" / "setup.log").read_text()


def test_pip_without_a_network_gives_up_soon(monkeypatch: pytest.MonkeyPatch, var: Path) -> None:
    lock = var.parent / "requirements-away.txt"
    lock.write_text("nowhere==1.0 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setattr(packages, "BASE_DIR", var.parent)
    monkeypatch.setattr(packages, "venv", lambda: Path(sys.prefix))
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(SystemExit, match="is this machine online"):
        packages.python_packages("requirements-away", "a test")
    assert not steps.stamped("requirements-away")
