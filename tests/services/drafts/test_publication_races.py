# SPDX-License-Identifier: Apache-2.0
"""Several sweeps on one day, and two editors at one draft: one publication, whoever is first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from portal.kernel import clock
from portal.kernel.audit.models import Event
from portal.kernel.errors import PortalError
from services.drafts.models import Draft
from services.drafts.publication import publish_due
from services.drafts.review import approve
from services.items.models.version import OfferingVersion
from tests.racing import at_once
from tests.services.cast import editor, published, waiting

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_sweeps_publish_a_due_draft_once(
    record: dict[str, Any], run_import: Callable[..., object]
) -> None:
    run_import([record])
    tomorrow = clock.today() + timedelta(days=1)
    published(record["code"], promised_days=4, effective_on=tomorrow)
    later = clock.now() + timedelta(days=1)
    results = at_once([lambda: publish_due(at=later)] * 4)
    assert sorted(results) == [0, 0, 0, 1]
    assert list(OfferingVersion.objects.order_by("number").values_list("status", flat=True)) == [
        "superseded",
        "published",
    ]
    assert Event.objects.filter(verb="services.draft.publish").count() == 1


def test_two_reviewers_approve_a_draft_once(
    record: dict[str, Any], run_import: Callable[..., object]
) -> None:
    run_import([record])
    draft = waiting(record["code"], promised_days=4)
    day, at = clock.today(), clock.now()
    reviewers = [editor("qian"), editor("sun")]
    acts = [partial(approve, draft=draft, effective_on=day, by=who, at=at) for who in reviewers]
    results = at_once(acts)
    assert sum(isinstance(one, PortalError) for one in results) == 1
    assert Draft.objects.get().state == "published"
    assert OfferingVersion.objects.count() == 2
