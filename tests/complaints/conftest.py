# SPDX-License-Identifier: Apache-2.0
"""These tests have a small city."""

from __future__ import annotations

import pytest

from tests import city as cities


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()
