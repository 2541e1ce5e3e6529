# SPDX-License-Identifier: Apache-2.0
"""In the admin a catch-all is refused and what is published stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import RequestFactory

from portal.kernel.models import User
from services.codes import VersionStatus
from services.models import Material, OfferingVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    return User(username="boss", is_active=True, is_superuser=True, is_staff=True)


def test_the_form_refuses_a_catch_all(
    record: dict[str, Any], run_import: Callable[..., object], rf: RequestFactory, boss: User
) -> None:
    run_import([record])
    published = OfferingVersion.objects.get()
    request = rf.get("/admin/")
    request.user = boss
    form_class = admin.site.get_model_admin(Material).get_form(request)
    values = {
        "version": published.pk,
        "position": 30,
        "name": "其他有关材料",
        "necessity": "required",
        "form": "copy",
        "copies": 1,
        "source": "10",
    }
    form = form_class(data=values)
    assert not form.is_valid()
    assert "name" in form.errors
    assert "name" not in form_class(data=values | {"name": "其他股东身份证明"}).errors


def test_a_published_version_is_shown_read_only(
    record: dict[str, Any], run_import: Callable[..., object], rf: RequestFactory, boss: User
) -> None:
    run_import([record])
    request = rf.get("/admin/")
    request.user = boss
    model_admin = admin.site.get_model_admin(OfferingVersion)
    published = OfferingVersion.objects.get()
    draft = OfferingVersion(status=VersionStatus.DRAFT)
    assert not model_admin.has_change_permission(request, published)
    assert model_admin.has_change_permission(request, draft)
    assert not model_admin.has_add_permission(request)
