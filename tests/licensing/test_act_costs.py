# SPDX-License-Identifier: Apache-2.0
"""What an act costs: the statements of the whole request or call, all of them counted.

A test's transaction stands around the act, so the act's BEGIN and COMMIT are seen as one
savepoint and its release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from licensing.decisions.decide import decide
from licensing.intake.accept import accept
from portal.kernel import clock
from tests import city as cities
from tests.statements import texts

if TYPE_CHECKING:
    from django.test import Client

#: Statements of the whole POST of the confirm page: session, user, BEGIN, COMMIT and all.
SUBMIT = 22
ACCEPT, DECIDE = 50, 40


def _told(seen: CaptureQueriesContext) -> str:
    return "\n".join(f"{n}: {sql[:160]}" for n, sql in enumerate(texts(seen), 1))


def test_submitting_costs_few_statements(client: Client, city: cities.City) -> None:
    for turn in range(2):  # the first one of a process reads what is kept from then on
        case = cities.fill_draft(city)
        client.force_login(city.alice)
        page = reverse("licensing:apply_confirm", args=[cities.FOOD, case.pk])
        client.get(page)
        with CaptureQueriesContext(connection) as seen:
            answer = client.post(page, {"is_true": "on", "key": f"k{turn}"})
        case.refresh_from_db()
        assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.number}/")
    assert len(seen) <= SUBMIT, _told(seen)


def test_accepting_with_a_deferral_costs_few_statements(city: cities.City) -> None:
    for _turn in range(2):
        case = cities.submitted(city, lacking="secondary")
        cities.check_all(city, case)
        with CaptureQueriesContext(connection) as seen:
            accept(case=case, by=city.wang, at=clock.now())
        assert case.deferrals.count() == 1
    assert len(seen) <= ACCEPT, _told(seen)


def test_deciding_costs_few_statements(city: cities.City) -> None:
    for turn in range(2):
        case = cities.accepted(city)
        cities.review_up_to_approval(city, case)
        with CaptureQueriesContext(connection) as seen:
            decide(
                case=case,
                outcome="granted",
                opinion="同意",
                key=f"d{turn}",
                by=city.chen,
                at=clock.now(),
            )
        assert case.licences.count() == 1
    assert len(seen) <= DECIDE, _told(seen)
