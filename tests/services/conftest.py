# SPDX-License-Identifier: Apache-2.0
"""The catalogue of the demo city, once loaded, for the tests that read it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.kernel import clock
from services.demo import load_demo_catalogue
from services.items import reference
from services.items.checking import Report
from services.items.loading import import_catalogue

HERE = Path(__file__).parent / "data"
Record = dict[str, Any]


@pytest.fixture(scope="session")
def _catalogue() -> list[Record]:
    rows: list[Record] = json.loads((reference.DATA / "catalogue.json").read_text("utf-8"))
    return rows


@pytest.fixture
def catalogue(_catalogue: list[Record]) -> list[Record]:
    """The 120 good records; every test gets its own copy."""
    return copy.deepcopy(_catalogue)


@pytest.fixture
def record(_catalogue: list[Record]) -> Record:
    """食品经营许可核发, a committed licence with main, secondary and conditional materials."""
    return copy.deepcopy(_catalogue[0])


@pytest.fixture
def bad_catalogue() -> list[Record]:
    rows: list[Record] = json.loads((HERE / "catalogue_bad.json").read_text("utf-8"))
    return rows


@pytest.fixture
def run_import() -> Callable[..., Report]:
    def run(rows: list[Any], **options: Any) -> Report:
        return import_catalogue(rows=rows, by=None, at=clock.now(), **options)

    return run


@pytest.fixture
def demo_catalogue(db: None) -> None:
    """Catalogue, bundles, exclusions and listed names."""
    load_demo_catalogue(by=None, at=clock.now())
