# SPDX-License-Identifier: Apache-2.0
"""Items and people that a test makes for itself beside those of the small city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from services.items.loading import import_catalogue
from services.items.queries import current_version
from tests import city as cities

if TYPE_CHECKING:
    from portal.kernel.places.models import Organ
    from services.items.models.version import OfferingVersion


def item(code: str = "LOCAL-901", **changes: Any) -> OfferingVersion:
    """Publish a copy of the food licence with other facts, without visits and procedures."""
    row = next(row for row in cities.rows() if row["code"] == cities.FOOD)
    own = {"code": code, "name": f"测试事项{code}", "local_code": True}
    plain = {"special_procedures": [], "site_inspection": False}
    report = import_catalogue(rows=[row | own | plain | changes], by=None, at=clock.now())
    assert report.rejected == []
    version = current_version(code)
    assert version is not None
    return version


def other_organ(city: cities.City) -> Organ:
    """Return Huang's organ, which has a part in joint items."""
    staff = city.huang.staff_member
    assert staff is not None
    assert staff.organ is not None
    return staff.organ


def joint(city: cities.City, **changes: Any) -> OfferingVersion:
    """Publish an item in which Huang's organ has a part of three working days."""
    part = {"department": other_organ(city).name, "name": "出具联审意见", "days": 3}
    facts = {"statutory_days": None, "promised_days": 20, "joint_departments": [part]}
    return item("LOCAL-902", **(facts | changes))


def hire(username: str, role: str, organ: Organ) -> User:
    """Return a new member of an organ's staff."""
    user = User.objects.create(username=username)
    member = StaffMember.objects.create(user=user, name=username.title(), organ=organ)
    StaffRole.objects.create(staff=member, role=role, valid_from="2020-01-01")
    return user
