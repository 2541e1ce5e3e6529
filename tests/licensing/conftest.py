# SPDX-License-Identifier: Apache-2.0
"""Every test of licensing has a small city."""

from __future__ import annotations

import pytest

from tests import city as cities


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()
