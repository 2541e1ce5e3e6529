# SPDX-License-Identifier: Apache-2.0
"""`make setup`: everything the portal needs on this machine. Standard library only.

Each step says what it does and why, and is skipped when nothing changed since the last time.
Run as `python3 -P portal/local/setup.py [--tests]`.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("PORTAL_VAR_DIR") or BASE / "var")
VENV = VAR / "venv"
NEEDED_PYTHON = (3, 11)

# Debian package -> (how to see that it is there, why it is needed)
RUN_PACKAGES: dict[str, tuple[Callable[[], bool], str]] = {
    "python3-venv": (lambda: VENV.exists() or _has_module("ensurepip"), "to make the environment"),
    "postgresql": (
        lambda: bool(os.environ.get("DATABASE_URL")) or _any("/usr/lib/postgresql", "*/bin/initdb"),
        "the private database (its own folder under var/; no system cluster is made)",
    ),
    "redis-tools": (
        lambda: bool(os.environ.get("REDIS_URL")) or _redis(),
        "the private Redis (the programs only; no system service is started)",
    ),
    "libpango-1.0-0": (lambda: _library("libpango-1.0.so.0"), "to lay out the text of papers"),
    "libpangoft2-1.0-0": (lambda: _library("libpangoft2-1.0.so.0"), "to draw the text of papers"),
    "libharfbuzz-subset0": (lambda: _library("libharfbuzz-subset.so.0"), "to keep papers small"),
    "fontconfig": (lambda: shutil.which("fc-cache") is not None, "to find the fonts of papers"),
    "fonts-noto-cjk": (
        lambda: _any("/usr/share/fonts/opentype/noto", "NotoSansCJK*"),
        "names with rare characters such as 𠮷 must print",
    ),
    "gettext": (lambda: shutil.which("msgfmt") is not None, "to compile the English catalogue"),
}
TEST_PACKAGES: dict[str, tuple[Callable[[], bool], str]] = {
    "chromium": (lambda: Path("/usr/bin/chromium").exists(), "the browser of the journeys"),
    "poppler-utils": (lambda: shutil.which("pdftotext") is not None, "to read papers in tests"),
}


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def _has_module(name: str) -> bool:
    return (
        subprocess.run(
            [sys.executable, "-c", f"import {name}"], check=False, capture_output=True
        ).returncode
        == 0
    )


def _any(folder: str, pattern: str) -> bool:
    return next(Path(folder).glob(pattern), None) is not None


def _library(name: str) -> bool:
    return any(_any(folder, f"**/{name}*") for folder in ("/usr/lib", "/usr/local/lib", "/lib64"))


def _redis() -> bool:
    return any(
        shutil.which(name) or Path("/usr/bin", name).exists()
        for name in ("redis-server", "redis-check-rdb")
    )


def run(command: Sequence[str], **options: object) -> None:
    result = subprocess.run(command, check=False, cwd=BASE, **options)  # type: ignore[call-overload]  # passed on
    if result.returncode:
        sys.exit(f"!!! failed ({result.returncode}): {' '.join(command)}")


def once(
    name: str, inputs: Sequence[Path], outputs: Sequence[Path], act: Callable[[], None]
) -> None:
    """Do a step unless its inputs are as they were and its outputs are there."""
    mark = hashlib.sha256(sys.version.encode() + str(BASE).encode())
    for path in inputs:
        mark.update(path.read_bytes() if path.exists() else b"-")
    stamp = VAR / "stamps" / name
    if (
        stamp.exists()
        and stamp.read_text() == mark.hexdigest()
        and all(p.exists() for p in outputs)
    ):
        return
    started = time.monotonic()
    act()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark.hexdigest())
    say(f"    {name}: done in {time.monotonic() - started:.0f} s")


# -- the system ---------------------------------------------------------------------------------


def system_packages(wanted: dict[str, tuple[Callable[[], bool], str]]) -> None:
    missing = [name for name, (present, _why) in wanted.items() if not present()]
    if not missing:
        return
    say("This machine lacks:")
    for name in missing:
        print(f"      {name}: {wanted[name][1]}", flush=True)
    if shutil.which("apt-get") is None:
        sys.exit(
            "!!! Not Debian or Ubuntu: please install the packages above in your system's way."
        )
    root = [] if os.geteuid() == 0 else ["sudo"]
    if root and shutil.which("sudo") is None:
        sys.exit(f"!!! As root please run: apt-get install {' '.join(missing)}")
    say(f"Installing with {' '.join([*root, 'apt-get'])}")
    apt = [
        *root,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-y",
        "--no-install-recommends",
    ]
    if run_quietly([*apt, "update"]):
        say("    apt-get update failed; trying with the lists that are there")
    if "postgresql" in missing:
        _no_system_cluster(apt, root)
    run([*apt, "install", *missing])


def run_quietly(command: Sequence[str]) -> int:
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode


def _no_system_cluster(apt: list[str], root: list[str]) -> None:
    """Debian would start a server on port 5432; only the programs are wanted."""
    run([*apt, "install", "postgresql-common"])
    folder = "/etc/postgresql-common/createcluster.d"
    run([*root, "mkdir", "-p", folder])
    setting = b"create_main_cluster = false\n"
    run([*root, "tee", f"{folder}/yichuang.conf"], input=setting, stdout=subprocess.DEVNULL)


# -- Python and browser packages ----------------------------------------------------------------


def environment() -> None:
    def act() -> None:
        say(
            f"Making the Python environment {VENV.relative_to(BASE) if VENV.is_relative_to(BASE) else VENV}"
        )
        run([sys.executable, "-m", "venv", str(VENV)])

    if not (VENV / "bin" / "python").exists():
        act()


def python_packages(name: str, why: str) -> None:
    locked = BASE / f"{name}.txt"

    def act() -> None:
        say(f"Installing Python packages from {locked.name}: {why}")
        run([
            str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check",
            "--quiet", "--progress-bar", "on", "--require-hashes", "--no-deps", "-r", str(locked),
        ])  # fmt: skip

    once(name, [locked], [VENV / "bin" / "python"], act)


def npm() -> str:
    system = shutil.which("npm")
    if system:
        return system
    python_packages("requirements-node", "this machine has no npm")
    return str(VENV / "bin" / "npm")


def browser_packages() -> None:
    def act() -> None:
        say("Installing browser packages (Bootstrap, ECharts, fonts) from package-lock.json")
        search = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        run(
            [npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            env={**os.environ, "PATH": search},
        )

    inputs = [BASE / "package.json", BASE / "package-lock.json"]
    once("browser-packages", inputs, [BASE / "node_modules" / "bootstrap"], act)


# -- assets -------------------------------------------------------------------------------------

ASSETS = {
    "bootstrap/dist/css/bootstrap.min.css": "static/vendor/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map": "static/vendor/bootstrap.min.css.map",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "static/vendor/bootstrap.bundle.min.js",
    "bootstrap/dist/js/bootstrap.bundle.min.js.map": "static/vendor/bootstrap.bundle.min.js.map",
    "echarts/dist/echarts.min.js": "static/vendor/echarts.min.js",
    "axe-core/axe.min.js": "test/axe.min.js",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "fonts/NotoSansSC_400Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": "fonts/NotoSansSC_700Bold.ttf",
}
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same">
    <family>sans-serif</family>
    <prefer><family>Noto Sans SC</family><family>Noto Sans CJK SC</family></prefer>
  </alias>
</fontconfig>
"""


def assets() -> None:
    """Copy the few files that are served or printed with; a whole npm folder takes minutes to collect."""
    target = VAR / "assets"

    def act() -> None:
        say("Copying browser assets and fonts")
        for source, name in ASSETS.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(BASE / "node_modules" / source, target / name)
        (target / "fontcache").mkdir(exist_ok=True)
        conf = FONTS_CONF.format(fonts=target / "fonts", cache=target / "fontcache")
        (target / "fonts.conf").write_text(conf)

    inputs = [BASE / "package-lock.json", Path(__file__)]
    once("assets", inputs, [target / name for name in ASSETS.values()], act)


def messages() -> None:
    catalogues = sorted((BASE / "locale").glob("*/LC_MESSAGES/*.po"))

    def act() -> None:
        say("Compiling the English catalogue")
        for catalogue in catalogues:
            run(
                [
                    "msgfmt",
                    "--check-format",
                    "-o",
                    str(catalogue.with_suffix(".mo")),
                    str(catalogue),
                ]
            )

    once("messages", catalogues, [c.with_suffix(".mo") for c in catalogues], act)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true", help="also what the tests and checks need")
    parser.add_argument("--part", choices=["all", "assets"], default="all")
    arguments = parser.parse_args()
    if sys.version_info < NEEDED_PYTHON:
        sys.exit("!!! Python 3.11 or newer is needed.")
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if arguments.part == "all":
            system_packages({**RUN_PACKAGES, **(TEST_PACKAGES if arguments.tests else {})})
            environment()
            python_packages("requirements", "the portal itself")
            if arguments.tests:
                python_packages("requirements-dev", "tests and checks")
        if arguments.part == "all" or not (BASE / "node_modules").exists():
            browser_packages()
        assets()
        messages()


if __name__ == "__main__":
    main()
