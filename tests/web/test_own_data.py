# SPDX-License-Identifier: Apache-2.0
"""What is kept about a person goes to that person as a file, and to nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from complaints.appeals.filing import file_complaint
from portal.kernel import clock
from portal.kernel.audit.actions import record_read
from portal.kernel.audit.models import Event
from tests import city as cities
from tests.web.conftest import PASSWORD


@pytest.fixture
def city(city_with_passwords: cities.City) -> cities.City:
    return city_with_passwords


def _take(user: Any, password: str = PASSWORD) -> Any:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client.post("/account/data/", {"current": password})


def test_the_file_holds_everything_in_clear_and_leaves_an_event(city: cities.City) -> None:
    person = city.alice.person
    assert person is not None
    case = cities.submitted(city, applicant=person)
    file_complaint(
        kind="complaint", title="等太久", text="窗口一直没人", by=city.alice, at=clock.now()
    )
    record_read(reader=city.wang, party=person, fields="file", reason="办件核对")
    answer = _take(city.alice)
    assert answer["Content-Type"].startswith("application/json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    data = json.loads(answer.content)
    assert data["本人"][0]["证件号码"] == person.id_number
    assert data["账号"][0]["登录名"] == city.alice.username
    assert [one["办件编号"] for one in data["办件"]] == [case.number]
    assert data["办件"][0]["材料"][0]["文件"] == ["材料.pdf"]
    assert [one["内容"] for one in data["投诉建议"]] == ["窗口一直没人"]
    assert data["谁看过我的信息"][0]["原因"] == "办件核对"
    assert {"证照", "信用记录", "委托", "消息"} <= set(data)
    assert Event.objects.filter(verb="kernel.account.take_data", actor=city.alice).count() == 1


def test_a_firms_files_are_not_its_agents_data(city: cities.City) -> None:
    cities.submitted(city)  # the shop's, by Alice
    assert json.loads(_take(city.alice).content)["办件"] == []


def test_another_gets_his_own(city: cities.City) -> None:
    person = city.alice.person
    assert person is not None
    cities.submitted(city, applicant=person)
    data = json.loads(_take(city.bob).content)
    assert data["办件"] == []
    assert person.id_number not in json.dumps(data)


def test_without_the_password_nothing_goes_out(city: cities.City) -> None:
    answer = _take(city.alice, "wrong")
    assert answer.status_code == 400
    assert "现在的密码不对" in answer.content.decode()
    assert not Event.objects.filter(verb="kernel.account.take_data").exists()
