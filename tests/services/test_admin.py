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
from portal.kernel.checks import replay
from services.bundles.models import Bundle
from services.guides.queries import guide_version
from services.items.models.charges import DeferralExclusion, FeeItem
from services.items.models.item import CatalogueStamp, ListedItem, Offering, ServiceItem
from services.items.models.parts import Material
from services.items.models.version import OfferingVersion
from services.lists.registry import find

pytestmark = pytest.mark.django_db
READ_ONLY = (OfferingVersion, Material, Bundle, ServiceItem, Offering, ListedItem)


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
    fee = FeeItem.objects.order_by("pk")[0]
    run_import([{**record, "fee": True, "fee_name": fee.name, "fee_standard": fee.standard}])
    return fee


def _stamp() -> int:
    return CatalogueStamp.objects.get().number


def _change(boss: Client, row: FeeItem | DeferralExclusion, **typed: Any) -> Any:
    name = f"admin:services_{row._meta.model_name}_change"
    return boss.post(reverse(name, args=[row.pk]), typed)


def test_the_catalogue_itself_is_only_looked_at(rf: Any) -> None:
    request = rf.get("/admin/")
    request.user = User(username="boss", is_active=True, is_superuser=True, is_staff=True)
    for model in READ_ONLY:
        shown = admin.site.get_model_admin(model)
        assert shown.has_view_permission(request)
        assert not shown.has_add_permission(request)
        assert not shown.has_change_permission(request)
        assert not shown.has_delete_permission(request)
    for kept in (FeeItem, DeferralExclusion):
        assert not admin.site.get_model_admin(kept).has_delete_permission(request)


def test_a_version_with_its_parts_can_be_looked_at(boss: Client, charged: FeeItem) -> None:
    version = OfferingVersion.objects.latest("pk")
    address = reverse("admin:services_offeringversion_change", args=[version.pk])
    page = boss.get(address).content.decode()
    assert "食品经营许可申请书" in page
    assert boss.post(address, {"name": "别的"}).status_code == 403
    assert OfferingVersion.objects.latest("pk").name == version.name


def test_a_new_standard_reaches_the_guides_and_the_list_in_one_act(
    boss: Client, charged: FeeItem
) -> None:
    before, number = OfferingVersion.objects.latest("pk"), _stamp()
    answer = _change(boss, charged, standard="每平方米每天9元", is_active="on")
    assert answer.status_code == 302
    guide = guide_version(before.offering.code)
    assert guide is not None
    assert (guide.number, guide.fees.get().standard) == (before.number + 1, "每平方米每天9元")
    assert _stamp() > number
    fees = find("fees")
    assert fees is not None
    assert "每平方米每天9元" in [fees.item(row)["standard"] for row in fees.source()]
    assert replay() == []


def test_a_charge_that_a_guide_names_cannot_be_switched_off(boss: Client, charged: FeeItem) -> None:
    number, versions = _stamp(), OfferingVersion.objects.count()
    answer = _change(boss, charged, standard=charged.standard)
    assert answer.status_code == 200
    assert "还有指南在收这一项" in answer.content.decode()
    charged.refresh_from_db()
    assert charged.is_active
    assert (_stamp(), OfferingVersion.objects.count()) == (number, versions)


def test_a_charge_that_nobody_names_leaves_the_list(boss: Client, charged: FeeItem) -> None:
    other, number = FeeItem.objects.exclude(pk=charged.pk)[0], _stamp()
    assert _change(boss, other, standard=other.standard).status_code == 302
    other.refresh_from_db()
    assert not other.is_active
    assert _stamp() > number


def test_switching_an_exclusion_reaches_the_deferral_list_at_once(
    boss: Client, record: dict[str, Any], run_import: Callable[..., object]
) -> None:
    run_import([record])
    item, number = ServiceItem.objects.get(), _stamp()
    row = DeferralExclusion.objects.create(code="safety", label="公共安全", is_on=False)
    typed = {"code": "safety", "label": "公共安全", "citation": "本市规定", "is_on": "on"}
    assert _change(boss, row, **typed, items=[item.pk]).status_code == 302
    row.refresh_from_db()
    assert row.is_on
    assert list(row.items.all()) == [item]
    assert _stamp() > number
    deferral = find("deferral")
    assert deferral is not None
    assert list(deferral.source()) == []


def test_a_material_that_leaves_things_open_is_not_valid(charged: FeeItem) -> None:
    material = Material.objects.all()[0]
    material.name = "其他有关材料"
    with pytest.raises(ValidationError, match="兜底"):
        material.clean()
