# SPDX-License-Identifier: Apache-2.0
"""What a person at the terminal reads; what programs print goes to a log. Standard library only."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from portal.local.places import BASE_DIR, shown, var_dir

#: How apt, pip and npm put it when nothing answers.
UNREACHABLE = (
    "Temporary failure resolving", "Could not resolve", "Name or service not known",
    "Failed to resolve", "NewConnectionError", "Failed to establish a new connection",
    "Network is unreachable", "Could not connect", "Connection failed", "Connection timed out",
    "Unable to connect", "ConnectTimeoutError", "ENOTFOUND", "EAI_AGAIN", "ENETUNREACH",
    "ECONNREFUSED", "ETIMEDOUT", "Cannot initiate the connection",
)  # fmt: skip
LOG_LIMIT = 2_000_000  # bytes; an older log is kept once beside the new one
TAIL = 6  # lines of a failed program that are worth a look at once


def say(text: str, *, lead: str = "==> ") -> None:
    """One line for the terminal, if there still is one: a closed terminal stops nothing."""
    try:
        print(f"{lead}{text}", flush=True)
    except OSError:
        # without this, Python's own flush at the end would complain once more
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - kept to the end


def fail(text: str) -> NoReturn:
    """End the set-up with a sentence that says what to do."""
    sys.exit(f"!!! {text}")


def log_file() -> Path:
    """Return where the set-up writes what it did."""
    return var_dir() / "log" / "setup.log"


def attempt(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, feed: bytes | None = None
) -> tuple[int, str]:
    """Run a program in the checkout; its exit code and what it printed, which the log keeps too."""
    path = log_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    with path.open("ab") as log:
        log.write(f"\n-- {time.strftime('%F %T')} {' '.join(command)}\n".encode())
        log.flush()
        begin = log.tell()
        given = {"input": feed} if feed is not None else {"stdin": subprocess.DEVNULL}
        code = subprocess.run(
            command, check=False, cwd=BASE_DIR, stdout=log, stderr=log,
            env=None if env is None else {**os.environ, **env}, **given,
        ).returncode  # fmt: skip
    with path.open("rb") as log:
        log.seek(begin)
        return code, log.read().decode(errors="replace")


def run(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, feed: bytes | None = None
) -> None:
    """The same for what must succeed; ends the set-up otherwise."""
    code, printed = attempt(command, env=env, feed=feed)
    if code:
        explain(Path(command[0]).name, code, printed)


def explain(program: str, code: int, printed: str) -> NoReturn:
    """End the set-up with the likely cause of a program's failure."""
    log = shown(log_file())
    if any(words in printed for words in UNREACHABLE):
        fail(f"No package could be fetched: is this machine online? See {log}")
    for line in printed.strip().splitlines()[-TAIL:]:
        say(line, lead="      ")
    fail(f"{program} failed ({code}); see {log}")
