# SPDX-License-Identifier: Apache-2.0
"""What walk-ins say at the counter, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client

from licensing.licences.models import Licence
from tests import city as cities

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User

FIRM = {
    "kind": "enterprise",
    "name": "测试样例01个体经营部",
    "number": "92512000MAT0T00085",
    "phone": "13800132046",
    "agent_name": "",
    "agent_id_number": "",
    "ticket": "a012",
}
NEW_FIRM = {**FIRM, "name": "新来的食品店", "number": "91512000MAHPGGGY16"}
TABLE = {
    "f-applicant_name": "测试样例01个体经营部",
    "f-applicant_number": "92512000MAT0T00085",
    "f-legal_person": "张三",
    "f-premises": "某街 1 号",
    "f-premises_area": "86.5",
    "f-food_business": "餐饮服务经营者",
    "f-food_manager": "李四",
    "f-food_manager_phone": "13800000000",
    "f-food_licence": "",
}


def address(code: str = cities.FOOD) -> str:
    """Return where a walk-in for an item is entered."""
    return f"/counter/new/{code}/"


def issue_licence(city: cities.City, title: str) -> None:
    """Let the shop hold a licence of this title."""
    done = cities.accepted(city)
    cities.review_up_to_approval(city, done)
    cities.granted(city, done)
    cities.catch_up()
    assert Licence.objects.filter(holder=city.shop).update(title=title)


def client_of(user: User) -> Client:
    """Return somebody's browser."""
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client
