# SPDX-License-Identifier: Apache-2.0
"""What befalls a licence: only by the approver, with a reason, shown to everybody who checks."""

from __future__ import annotations

import pytest
from django.test import Client

from licensing.licences.actions import change_licence
from licensing.licences.models import Licence
from portal.kernel import clock, invariants
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.relay import drain
from tests import city as cities
from tests.refusals import refused


def _licence(city: cities.City, *, papers: bool = False) -> Licence:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    if not papers:
        cities.leave_papers()
    drain()
    return Licence.objects.select_related("case", "document").get()


def test_a_suspended_licence_shows_so_and_can_be_resumed(city: cities.City) -> None:
    licence = _licence(city, papers=True)
    address = f"/api/v1/verify/{licence.document.token}/"
    change_licence(licence=licence, verb="suspend", reason="限期整改", by=city.chen, at=clock.now())
    assert Client().get(address).json()["status"] == "suspended"
    assert Notice.objects.filter(user=city.alice, kind="licence_changed").count() == 1
    change_licence(licence=licence, verb="resume", reason="整改完成", by=city.chen, at=clock.now())
    assert Client().get(address).json()["status"] == "valid"
    assert invariants.run() == []


def test_a_revoked_licence_stays_revoked(city: cities.City) -> None:
    licence = _licence(city)
    change_licence(licence=licence, verb="revoke", reason="骗取许可", by=city.chen, at=clock.now())
    with refused("wrong_state"):
        change_licence(
            licence=licence, verb="resume", reason="再恢复吧", by=city.chen, at=clock.now()
        )
    licence.refresh_from_db()
    assert licence.state == "revoked"


def test_others_cannot_and_nobody_without_a_reason(city: cities.City) -> None:
    licence = _licence(city)
    with refused("not_your_organ"):
        change_licence(
            licence=licence, verb="revoke", reason="骗取许可", by=city.li, at=clock.now()
        )
    with refused("reason_required"):
        change_licence(licence=licence, verb="revoke", reason=" ", by=city.chen, at=clock.now())
    with refused("verb"):
        change_licence(
            licence=licence, verb="expire", reason="骗取许可", by=city.chen, at=clock.now()
        )
    licence.refresh_from_db()
    assert licence.state == "valid"
    assert not Notice.objects.filter(kind="licence_changed").exists()


@pytest.mark.parametrize(
    ("letters", "code"), [(3, "reason_required"), (4, ""), (1000, ""), (1001, "too_long")]
)
def test_a_reason_is_kept_whole_or_refused(city: cities.City, letters: int, code: str) -> None:
    licence, reason = _licence(city), "责" * letters
    if code:
        with refused(code):
            change_licence(
                licence=licence, verb="suspend", reason=reason, by=city.chen, at=clock.now()
            )
        return
    change_licence(licence=licence, verb="suspend", reason=reason, by=city.chen, at=clock.now())
    told = Notice.objects.filter(user=city.alice, kind="licence_changed").get()
    assert reason in told.body
