# SPDX-License-Identifier: Apache-2.0
"""The admin shows the catalogue; what it may change goes through the acts that publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from portal.kernel.accounts.models import User
from services.bundles.models import Bundle
from services.items.models.charges import DeferralExclusion, FeeItem
from services.items.models.item import ListedItem, Offering, ServiceItem
from services.items.models.parts import Material
from services.items.models.version import OfferingVersion

pytestmark = pytest.mark.django_db
READ_ONLY = (
    OfferingVersion, Material, Bundle, ServiceItem, Offering, ListedItem, FeeItem, DeferralExclusion,
)  # fmt: skip


@pytest.fixture
def boss() -> Client:
    """A browser of somebody who may do everything in the admin."""
    client = Client()
    user = User.objects.create_superuser("boss", "a-long-password")
    client.force_login(user, "portal.kernel.backends.LowerCaseBackend")
    return client


@pytest.fixture
def charged(record: dict[str, Any], run_import: Callable[..., object]) -> FeeItem:
    """A charge that one guide names."""
    run_import([record])
    fee: FeeItem = FeeItem.objects.order_by("pk")[0]
    run_import([{**record, "fee": True, "fee_name": fee.name, "fee_standard": fee.standard}])
    return fee


def test_the_catalogue_itself_is_only_looked_at(rf: Any) -> None:
    request = rf.get("/admin/")
    request.user = User(username="boss", is_active=True, is_superuser=True, is_staff=True)
    for model in READ_ONLY:
        shown = admin.site.get_model_admin(model)
        assert shown.has_view_permission(request)
        assert not shown.has_add_permission(request)
        assert not shown.has_change_permission(request)
        assert not shown.has_delete_permission(request)


def test_a_version_with_its_parts_can_be_looked_at(boss: Client, charged: FeeItem) -> None:
    version = OfferingVersion.objects.latest("pk")
    address = reverse("admin:services_offeringversion_change", args=[version.pk])
    page = boss.get(address).content.decode()
    assert "食品经营许可申请书" in page
    assert boss.post(address, {"name": "别的"}).status_code == 403
    assert OfferingVersion.objects.latest("pk").name == version.name


def test_a_material_that_leaves_things_open_is_not_valid(charged: FeeItem) -> None:
    material = Material.objects.all()[0]
    material.name = "其他有关材料"
    with pytest.raises(ValidationError, match="兜底"):
        material.clean()
