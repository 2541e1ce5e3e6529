# SPDX-License-Identifier: Apache-2.0
"""Two editors at the same moment: a name, a code and a shared line stay one of a kind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from portal.kernel import clock
from portal.kernel.errors import PortalError
from services.items.models.item import ServiceItem
from services.policies.actions import save_policy
from services.policies.conditions import Typed
from services.policies.models import Policy
from services.tables.actions import add_field, change_field, load_form_fields, share_field
from services.tables.field_rules import Definition
from services.tables.models import FormField
from tests import city as cities
from tests.racing import at_once

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None) -> cities.City:
    found = cities.build()
    load_form_fields(by=None, at=clock.now())
    return found


def _other() -> ServiceItem:
    return ServiceItem.objects.filter(form_fields=None)[0]


def test_one_name_becomes_one_line_even_for_two_items_at_once(city: cities.City) -> None:
    def adding(item: ServiceItem, kind: str) -> Callable[[], Any]:
        return lambda: add_field(
            item=item, definition=Definition(label="夜间值守人", kind=kind), is_required=True,
            revision=0, by=city.xie, at=clock.now(),
        )  # fmt: skip

    food = ServiceItem.objects.get(code=cities.FOOD)
    said = at_once([adding(food, "text"), adding(_other(), "number")])
    assert sum(isinstance(one, PortalError) for one in said) == 1
    assert FormField.objects.filter(label="夜间值守人").count() == 1


def test_a_line_that_is_shared_while_it_changes_is_the_same_in_both(city: cities.City) -> None:
    food, other = ServiceItem.objects.get(code=cities.FOOD), _other()
    line = FormField.objects.get(item=food, code="premises")
    told = Definition(label="经营场所（新）", kind=line.kind, help="写到门牌号", source=line.source)
    at_once([
        lambda: share_field(
            item=other, code="premises", is_required=True, revision=0, by=city.xie, at=clock.now()
        ),
        lambda: change_field(
            field=line, definition=told, is_required=True, revision=0, by=city.xie, at=clock.now()
        ),
    ])  # fmt: skip
    assert set(FormField.objects.filter(code="premises").values_list("label", "help")) == {
        ("经营场所（新）", "写到门牌号")
    }


def test_a_double_click_publishes_one_policy(city: cities.City) -> None:
    told = {
        "name": "夜市摊位补助", "organ": "市商务局", "benefit": "补助", "how": "网上", "item": "",
        "source": "资商发〔2026〕1号", "valid_from": date(2026, 3, 2), "valid_to": date(9999, 12, 31),
    }  # fmt: skip
    said = at_once([
        lambda: save_policy(
            policy=None, told=told, conditions=[Typed("size", "in", ("micro",))], places={},
            by=city.xie, at=clock.now(),
        )
    ] * 2)  # fmt: skip
    assert sum(isinstance(one, PortalError) for one in said) == 1
    assert Policy.objects.filter(name="夜市摊位补助").count() == 1
