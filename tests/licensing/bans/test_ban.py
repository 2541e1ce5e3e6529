# SPDX-License-Identifier: Apache-2.0
"""Who hid facts or got a licence by fraud may not apply again for 1 or 3 years."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from licensing.apply.submit import submit
from licensing.bans import actions
from licensing.bans.models import Ban, BanGround
from licensing.cases.models import Case
from licensing.decisions.decide import decide
from licensing.decisions.models import Decision
from licensing.licences.actions import change_licence
from licensing.licences.models import Licence
from portal.kernel import clock, invariants
from portal.kernel.notices.models import Notice
from services.items.models.version import OfferingVersion
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2024-02-29 10:00")
    return cities.build()


def _refused(city: cities.City, *, false_materials: bool = True) -> Case:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    decide(
        case=case,
        outcome="refused",
        opinion="提交的设备合格证明是伪造的",
        key="d",
        false_materials=false_materials,
        by=city.chen,
        at=clock.now(),
    )
    return case


def test_false_materials_bar_from_the_item_for_a_year(
    city: cities.City, clock_at: SetClock
) -> None:
    _refused(city)
    ban = Ban.objects.get()
    assert (ban.first_day, ban.last_day) == (date(2024, 2, 29), date(2025, 2, 28))
    assert ban.citation == "行政许可法第七十八条"
    assert Notice.objects.filter(kind="banned", user=city.alice).count() == 1
    clock_at("2025-02-28 23:59")
    cities.catch_up()
    count = Case.objects.count()
    with refused("barred"):
        cities.fill_draft(city)
    assert Case.objects.count() == count
    clock_at("2025-03-01 00:01")
    cities.catch_up()
    ban.refresh_from_db()
    assert ban.state == "ended"
    assert cities.submitted(city, key="again").state == "submitted"
    assert invariants.run() == []


def test_a_draft_begun_before_the_ban_is_not_taken(city: cities.City) -> None:
    draft = cities.fill_draft(city)
    Case.objects.filter(pk=draft.pk).update(filed_by=city.bob)
    _refused(city)
    Case.objects.filter(pk=draft.pk).update(filed_by=city.alice)
    with refused("barred"):
        submit(case=draft, key="x", by=city.alice, at=clock.now())
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_another_item_is_not_barred(city: cities.City) -> None:
    _refused(city)
    other = cities.submitted(city, version=cities.public_service(), key="other")
    assert other.state == "submitted"


def test_a_plain_refusal_bars_nobody(city: cities.City) -> None:
    _refused(city, false_materials=False)
    assert not Ban.objects.exists()


def test_who_is_granted_cannot_have_given_false_materials(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    with refused("false_materials"):
        decide(
            case=case,
            outcome="granted",
            opinion="同意",
            key="d",
            false_materials=True,
            by=city.chen,
            at=clock.now(),
        )
    assert not Decision.objects.exists()


def test_an_item_that_concerns_no_safety_knows_no_ban(city: cities.City) -> None:
    assert OfferingVersion.objects.get(pk=city.food.pk).concerns_safety
    case = cities.accepted_of(city, cities.public_service())
    assert not case.version.concerns_safety
    with refused("no_ban_for_item"):
        actions.impose(case=case, ground=BanGround.FALSE_MATERIALS, by=city.chen, at=clock.now())
    assert not Ban.objects.exists()


def test_fraud_bars_for_three_years_and_ends_the_licence(
    city: cities.City, clock_at: SetClock
) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    licence = Licence.objects.get()
    change_licence(
        licence=licence,
        verb="revoke",
        reason="以贿赂手段取得",
        is_fraud=True,
        by=city.chen,
        at=clock.now(),
    )
    ban = Ban.objects.get()
    assert (ban.ground, ban.last_day) == ("fraud", date(2027, 2, 28))
    assert licence.subject.terms.get(kind="validity").state == "met"
    cities.catch_up()
    assert invariants.run() == []


def test_a_lifted_ban_bars_no_more(city: cities.City) -> None:
    _refused(city)
    ban = Ban.objects.get()
    with refused("not_your_organ"):
        actions.lift(ban=ban, reason="决定已被撤销", by=city.huang, at=clock.now())
    with refused("reason_required"):
        actions.lift(ban=ban, reason=" ", by=city.chen, at=clock.now())
    ban.refresh_from_db()
    assert ban.state == "active"
    actions.lift(ban=ban, reason="决定已被撤销", by=city.chen, at=clock.now())
    assert cities.submitted(city, key="again").state == "submitted"
    assert Notice.objects.filter(kind="ban_lifted", user=city.alice).count() == 1
    assert invariants.run() == []


def test_the_approver_bars_and_lifts_on_the_page_of_the_case(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    client = Client()
    client.force_login(city.chen, "portal.kernel.backends.LowerCaseBackend")
    page = reverse("licensing:review_case", args=[case.number])
    assert 'name="false_materials"' in client.get(page).content.decode()
    act = reverse("licensing:review_act", args=[case.number, "decide"])
    words = {"outcome": "refused", "opinion": "合格证明是伪造的", "false_materials": "1"}
    assert client.post(act, words).status_code == 302
    ban = Ban.objects.get()
    shown = client.get(page).content.decode()
    assert "2025年2月28日" in shown
    lift = reverse("licensing:review_act", args=[case.number, "lift-ban"])
    client.post(lift, {"ban": ban.pk, "reason": "决定已被撤销"})
    ban.refresh_from_db()
    assert ban.state == "lifted"
