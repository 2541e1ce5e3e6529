# SPDX-License-Identifier: Apache-2.0
"""Parts of other organs come in with the catalogue and stay as they were published."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from portal.kernel import clock
from services.demo import load_demo_catalogue
from services.items.models.parts import JointPart
from services.items.models.version import OfferingVersion


@pytest.mark.django_db
def test_the_demo_has_one_joint_item_that_says_so_and_loads_once() -> None:
    load_demo_catalogue(by=None, at=clock.now())
    part = JointPart.objects.select_related("version__organ", "organ").get()
    assert part.version.is_joint
    assert "演示" in part.name
    steps = part.version.review_steps.order_by("group", "id")
    assert [(step.group, step.organ) for step in steps] == [
        (1, None), (1, part.organ), (2, None), (3, None),
    ]  # fmt: skip
    versions = OfferingVersion.objects.count()
    report = load_demo_catalogue(by=None, at=clock.now())
    assert (report.created, report.updated) == (0, 0)
    assert OfferingVersion.objects.count() == versions


@pytest.mark.django_db
def test_a_published_part_never_changes() -> None:
    load_demo_catalogue(by=None, at=clock.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        JointPart.objects.update(days=9)
    assert JointPart.objects.get().days == 3
