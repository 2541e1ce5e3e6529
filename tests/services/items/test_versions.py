# SPDX-License-Identifier: Apache-2.0
"""A published version never changes; the database itself refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, transaction

from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.errors import Refused
from services.guides.queries import guide_version
from services.items.codes import MaterialMedium, MaterialSource, Necessity, VersionStatus
from services.items.models.item import Offering
from services.items.models.parts import Material
from services.items.models.version import OfferingVersion
from services.items.publishing import withdraw
from services.items.queries import current_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(record: dict[str, Any], run_import: Callable[..., object]) -> OfferingVersion:
    run_import([record])
    found = current_version(record["code"])
    assert found is not None
    return found


def test_a_field_of_a_published_version_cannot_be_changed(version: OfferingVersion) -> None:
    with pytest.raises(InternalError), transaction.atomic():
        OfferingVersion.objects.filter(pk=version.pk).update(promised_days=1)
    version.refresh_from_db()
    assert version.promised_days == 5


def _add_material(version: OfferingVersion) -> None:
    Material.objects.create(
        version=version,
        position=99,
        name="又一份材料清单",
        necessity=Necessity.REQUIRED,
        form=MaterialMedium.COPY,
        source=MaterialSource.APPLICANT,
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda version: version.materials.update(copies=9),
        lambda version: version.materials.all().delete(),
        _add_material,
    ],
    ids=["change", "delete", "add"],
)
def test_its_materials_cannot_be_changed_removed_or_added(
    version: OfferingVersion, act: Callable[[OfferingVersion], object]
) -> None:
    rows = version.materials.order_by("pk")
    before = list(rows.values())
    with pytest.raises(InternalError), transaction.atomic():
        act(version)
    assert list(rows.all().values()) == before


def test_a_withdrawn_offering_is_gone_from_the_guide_and_comes_back_with_a_new_version(
    version: OfferingVersion, record: dict[str, Any], run_import: Callable[..., object]
) -> None:
    editor = User.objects.create(username="editor")
    withdraw(offering=version.offering, by=editor, at=clock.now())
    assert guide_version(record["code"]) is None
    version.refresh_from_db()
    assert version.status == VersionStatus.WITHDRAWN
    with pytest.raises(Refused):
        withdraw(offering=version.offering, by=editor, at=clock.now())
    run_import([record])
    assert guide_version(record["code"]) is None
    record["promised_days"] = 4
    run_import([record])
    found = guide_version(record["code"])
    assert found is not None
    assert found.number == 2
    assert Offering.objects.get(pk=version.offering_id).state == "published"


def test_a_catch_all_material_is_refused_by_the_model_as_well(version: OfferingVersion) -> None:
    material = Material(
        version=version,
        position=50,
        name="法律法规规定的其他材料",
        necessity=Necessity.REQUIRED,
        form=MaterialMedium.COPY,
        source=MaterialSource.APPLICANT,
    )
    with pytest.raises(ValidationError) as refused:
        material.full_clean()
    assert "name" in refused.value.message_dict
