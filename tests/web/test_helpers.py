# SPDX-License-Identifier: Apache-2.0
"""A helper has no person of his own: no page that he may open relies on one."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from tests import city as cities
from tests.licensing.intake.walk_ins import client_of
from tests.web.idor_rows import NOBODYS


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


def test_every_page_without_an_object_answers_a_helper(city: cities.City) -> None:
    he = client_of(cities.staff("he", "helper", centre=city.centre))
    he.raise_request_exception = False
    broken = []
    for name in sorted(set(NOBODYS) - {"web:readyz"}):  # tells of the workers, not of the page
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        answers = (he.get(address).status_code, he.post(address, {}).status_code)
        broken += [(address, code) for code in answers if code >= 500]
    assert broken == []


def test_an_application_to_nobody_is_said_so(city: cities.City) -> None:
    he = client_of(cities.staff("he", "helper", centre=city.centre))
    code = city.food.offering.code
    assert he.get(f"/apply/{code}/").status_code == 200
    assert he.post(f"/apply/{code}/", {"applicant": ""}).status_code == 400
