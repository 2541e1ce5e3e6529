# SPDX-License-Identifier: Apache-2.0
"""On paper an organ of the city bears the city's name."""

from __future__ import annotations

import pytest

from portal.kernel.places.models import Division, Organ
from portal.kernel.places.naming import full_name


@pytest.mark.parametrize(
    ("name", "level", "said"),
    [
        ("市市场监督管理局", "prefecture", "资阳市市场监督管理局"),
        ("市场监督管理局", "prefecture", "资阳市市场监督管理局"),
        ("市民政局", "prefecture", "资阳市民政局"),
        ("资阳市市场监督管理局", "prefecture", "资阳市市场监督管理局"),
        ("市场监督管理局", "county", "市场监督管理局"),
        ("安岳县市场监督管理局", "county", "安岳县市场监督管理局"),
    ],
)
def test_only_an_organ_of_the_city_gets_the_citys_name(name: str, level: str, said: str) -> None:
    organ = Organ(name=name, division=Division(code="512000", name="某地", level=level))
    assert full_name(organ) == said
