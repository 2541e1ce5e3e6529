# SPDX-License-Identifier: Apache-2.0
"""The page 外出与代办: who sees whom, what is refused by field, coming back."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.kernel.absences.models import Absence
from portal.kernel.accounts.models import StaffMember, User
from tests import city as cities
from tests.conftest import SetClock
from tests.kernel.absences.test_absence import colleague

PAGE = "/staff/absences/"


@pytest.fixture(autouse=True)
def _today(clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")


def _form(
    staff: User, deputy: User, first: str = "2026-03-03", last: str = "2026-03-04"
) -> dict[str, object]:
    return {
        "staff": StaffMember.objects.get(user=staff).pk,
        "deputy": StaffMember.objects.get(user=deputy).pk,
        "kind": "leave",
        "first_day": first,
        "last_day": last,
    }


def test_one_declares_ones_own_absence_and_comes_back(city: cities.City, client: Client) -> None:
    he = colleague(city.li, "he", "reviewer")
    client.force_login(city.li)
    assert client.post(PAGE, _form(city.li, he)).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "He" in page
    assert "未开始" in page
    pk = Absence.objects.get().pk
    assert client.post(f"{PAGE}{pk}/end/").status_code == 302
    assert "销假" in client.get(PAGE).content.decode()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    city: cities.City, client: Client
) -> None:
    client.force_login(city.li)
    answer = client.post(PAGE, _form(city.li, city.zhou, "2026-03-05", "2026-03-04"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "末日不能早于首日" in page
    assert "没有外出人的岗位" in page
    assert 'value="2026-03-05"' in page
    assert not Absence.objects.exists()


def test_only_the_head_may_choose_a_colleague(city: cities.City, client: Client) -> None:
    he = colleague(city.li, "he", "reviewer")
    client.force_login(he)
    assert client.post(PAGE, _form(city.li, he)).status_code == 400
    assert not Absence.objects.exists()
    client.force_login(city.chen)
    assert client.post(PAGE, _form(city.li, he)).status_code == 302


def test_a_foreign_absence_is_not_there(city: cities.City, client: Client) -> None:
    he = colleague(city.li, "he", "reviewer")
    client.force_login(city.li)
    client.post(PAGE, _form(city.li, he))
    pk = Absence.objects.get().pk
    for user in (city.huang, city.wang, city.zhou):
        client.force_login(user)
        assert client.post(f"{PAGE}{pk}/end/").status_code == 404
    client.force_login(city.alice)
    assert client.get(PAGE).status_code == 404
    assert Absence.objects.get().returned_on is None


def test_a_wrong_address_is_a_404_for_staff_and_strangers(
    city: cities.City, client: Client
) -> None:
    assert client.get("/no/such/page/").status_code == 404
    client.force_login(city.liu)
    assert client.get("/no/such/page/").status_code == 404
