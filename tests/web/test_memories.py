# SPDX-License-Identifier: Apache-2.0
"""What a process remembers of the catalogue is forgotten with the rows behind it."""

from __future__ import annotations

import pytest

from portal.kernel import clock
from services.items.stamp import touch_catalogue
from services.situations.actions import load_situations
from services.situations.queries import questions_of
from services.tables.actions import load_form_fields
from services.tables.models import FormField
from services.tables.queries import fields_of
from tests import city as cities


@pytest.fixture
def shop(city: cities.City) -> cities.City:
    load_situations(by=None, at=clock.now())
    load_form_fields(by=None, at=clock.now())
    return city


def test_fields_are_read_anew_once_the_catalogue_has_another_stamp(shop: cities.City) -> None:
    item = shop.food.offering.item_id
    first = fields_of(item)[0]
    assert fields_of(item)[0] is first  # remembered
    FormField.objects.filter(pk=first.pk).update(label="另一个名称")
    touch_catalogue()
    assert fields_of(item)[0].label == "另一个名称"


def test_questions_are_read_anew_once_the_catalogue_has_another_stamp(shop: cities.City) -> None:
    known = questions_of(shop.food.pk)
    assert known.questions
    assert questions_of(shop.food.pk) is known
    shop.food.offering.item.situation.delete()
    touch_catalogue()
    assert questions_of(shop.food.pk).questions == ()
