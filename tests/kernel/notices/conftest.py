# SPDX-License-Identifier: Apache-2.0
"""Notices are about cases, so these tests have a small city."""

from __future__ import annotations

import pytest

from tests import city as cities


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()
