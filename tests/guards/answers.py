# SPDX-License-Identifier: Apache-2.0
"""A plugin of pytest (``-p``): writes down what the API answered while tests ran.

``ANSWERS`` names the file: a JSON list of [method, path, status], each once.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_seen: set[tuple[str, str, int]] = set()


def noting(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return a middleware that remembers method, path and status of every answer."""

    def noted(request: HttpRequest) -> HttpResponseBase:
        given = answer(request)
        _seen.add((request.method or "", request.path, given.status_code))
        return given

    return noted


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Stand before every other middleware: what they answer by themselves counts, too."""
    settings.MIDDLEWARE = ["tests.guards.answers.noting", *settings.MIDDLEWARE]


def pytest_sessionfinish() -> None:
    """Write the answers down."""
    told = sorted(one for one in _seen if one[1].startswith("/api/"))
    Path(os.environ["ANSWERS"]).write_text(json.dumps(told), "utf-8")
