# SPDX-License-Identifier: Apache-2.0
"""The index shows the city's organs at once and those below it by county."""

from __future__ import annotations

from portal.kernel.places.models import Division, Organ
from services.search.views import grouped


def _organ(name: str, division: Division) -> Organ:
    return Organ(code=name, name=name, division=division)


def test_a_village_belongs_to_its_county_and_the_city_to_itself() -> None:
    place = Division(code="512000", name="资阳市", level="prefecture")
    anyue = Division(code="512021", name="安岳县", level="county", parent=place)
    yueyang = Division(code="512021100", name="岳阳镇", level="town", parent=anyue)
    village = Division(code="512021100201", name="某村", level="village", parent=yueyang)
    city, county, town = _organ("市局", place), _organ("县局", anyue), _organ("村中心", village)
    own, counties = grouped([town, city, county])
    assert own == [city]
    assert [(one.name, one.organs) for one in counties] == [("安岳县", [town, county])]
