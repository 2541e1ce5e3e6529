# SPDX-License-Identifier: Apache-2.0
"""`make check`: every judge is asked; one failure fails the whole."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from portal.config.env import BASE_DIR

PY = sys.executable
MANAGE = [PY, "manage.py"]
JUDGES: dict[str, list[str]] = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "import-linter": ["lint-imports"],
    "djlint lint": ["djlint", "templates", "--lint", "--quiet"],
    "migrations up to date": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    # the first migrations make the tables that no code uses yet; every later one is judged, but
    # that which turns a few dozen charges and exclusions into rows from a day
    "migration linter": [
        *MANAGE, "lintmigrations", "--no-cache", "--quiet", "ok", "ignore", "warning",
        "--ignore-name", "0001_initial", "0002_initial",
        "0021_law_rows_stay",
    ],
    "production settings": [PY, "-m", "pytest", "-q", "-n0", "tests/config"],
    "habits and words": [
        PY, "-m", "pytest", "-q", "-n0", "tests/test_habits.py", "tests/test_rooms.py", "tests/test_task_names.py",
        "tests/test_translations.py",
    ],
    "generated docs": [*MANAGE, "write_docs", "--check"],
}  # fmt: skip


#: Judges asked at once: most are one process that keeps one processor busy.
AT_ONCE = 2


def main() -> None:
    """Run every check, two at a time, and end with how many failed."""
    failed: list[str] = []
    # our own imports have named the settings of the portal; tests have theirs
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = {name: pool.submit(_ask, JUDGES[name], environment) for name in JUDGES}
        for name, answer in asked.items():
            is_good, said, took = answer.result()
            sys.stdout.write(f"{'ok  ' if is_good else 'FAIL'} {name} ({took:.1f} s)\n")
            if not is_good:
                failed.append(name)
                sys.stdout.write(said + "\n")
            sys.stdout.flush()
    if failed:
        sys.exit(f"make check failed: {', '.join(failed)}")


def _ask(command: list[str], environment: dict[str, str]) -> tuple[bool, str, float]:
    started = time.monotonic()
    result = subprocess.run(
        command,
        check=False,
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return result.returncode == 0, result.stdout, time.monotonic() - started


if __name__ == "__main__":
    main()
