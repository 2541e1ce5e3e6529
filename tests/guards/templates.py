# SPDX-License-Identifier: Apache-2.0
"""A plugin of pytest (``-p``): lists the templates that no test of the run rendered.

What real processes render (journeys, chaos) is not seen. It turns template debugging on, which
the coverage of templates needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test.signals import template_rendered

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

ROOT = Path(__file__).parents[2] / "templates"
KEY = "templates"
_seen: set[str] = set()


def _note(template: Any, **_rest: object) -> None:
    if template.name:
        _seen.add(template.name)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Listen to every rendering, parts of pages too."""
    settings.TEMPLATES[0]["OPTIONS"]["debug"] = True
    template_rendered.connect(_note)
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(_Workers())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that reports what this worker rendered."""
    if (told := getattr(session.config, "workeroutput", None)) is not None:
        told[KEY] = sorted(_seen)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print what nobody rendered."""
    known = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html")}
    terminalreporter.section("templates that no test rendered")
    for name in sorted(known - _seen):
        terminalreporter.write_line(name)
    terminalreporter.write_line(f"{len(known & _seen)} of {len(known)} rendered")


class _Workers:
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a worker rendered."""
        _seen.update(getattr(node, "workeroutput", {}).get(KEY, ()))
