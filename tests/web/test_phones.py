# SPDX-License-Identifier: Apache-2.0
"""Phones on the pages: typed in any way, kept in one shape, codes only where they can arrive."""

from __future__ import annotations

import pytest
from django.test import Client

from complaints.appeals.models import Complaint
from portal.kernel.accounts.models import User
from portal.kernel.identity.models import OneTimeCode
from portal.kernel.outbox.relay import drain
from services.tables.models import FormField
from services.tables.rules import FieldKind, tidied, wrong_with
from tests import city as cities
from tests.gateway import Gateway

FORM = {
    "name": "李四", "id_number": "512022200002290045", "phone": "13600136003",
    "username": "lisi", "password": "Tianfu-2026-x", "email": "",
}  # fmt: skip
LOGIN = {"password": FORM["password"]}


def _sign_in(name: str) -> int:
    return Client().post("/login/", {"username": name, **LOGIN}).status_code


@pytest.mark.parametrize(
    ("typed", "to"),
    [("+86 (136) 0013-6003", "13600136003"), ("00852 9123 4567", "+85291234567"),
     ("＋８８６－９１２－３４５－６７８", "+886912345678")],
)  # fmt: skip
def test_a_code_goes_to_a_mobile_phone_and_it_signs_in_however_typed(
    db: None, gateway: Gateway, typed: str, to: str
) -> None:
    client = Client()
    assert client.post("/register/", FORM | {"phone": typed}).status_code == 302
    client.post("/account/phone/")
    drain()
    assert [message["to"] for message in gateway.taken] == [to]
    client.post("/account/phone/", {"code": OneTimeCode.objects.get().code})
    assert User.objects.get().level == "phone"
    assert [_sign_in(one) for one in (typed, to, f" {to} ")] == [302] * 3


@pytest.mark.parametrize("typed", ["028-26110000", "+852 2123 4567", "400-812-3123"])
def test_no_code_goes_where_none_can_arrive(db: None, gateway: Gateway, typed: str) -> None:
    client = Client()
    assert client.post("/register/", FORM | {"phone": typed}).status_code == 302
    page = client.post("/account/phone/")
    assert page.status_code == 400
    assert "这个号码收不到短信" in page.content.decode()
    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize("typed", ["12345", "1360013600", "028-1234567"])
def test_a_number_on_which_nobody_is_reached_opens_no_account(db: None, typed: str) -> None:
    assert Client().post("/register/", FORM | {"phone": typed}).status_code == 400
    assert not User.objects.exists()


def test_the_desk_finds_a_case_by_the_phone_however_typed(city: cities.City) -> None:
    number = cities.submitted(city).number or "none"
    desk = Client()
    desk.force_login(city.wang, backend="portal.kernel.backends.LowerCaseBackend")
    for words in ("+86 138-0013-2046", "０１３８００１３２０４６", "138 0013 2046", "2046"):
        page = desk.get("/counter/", {"q": words}).content.decode()
        assert number in page, words
    assert number not in desk.get("/counter/", {"q": "138 0013 2047"}).content.decode()


def test_an_appeal_keeps_the_phone_in_one_shape(city: cities.City) -> None:
    told = {"kind": "complaint", "title": "等了很久", "text": "窗口没有人，等了两个小时。",
            "contact_phone": "（028）2611 0000 转 801"}  # fmt: skip
    assert Client().post("/complaints/file/", told).status_code == 200
    assert Complaint.objects.get().contact_phone == "02826110000x801"
    wrong = Client().post("/complaints/file/", told | {"contact_phone": "2611 0000"})
    assert wrong.status_code == 400


def test_a_phone_in_the_table_of_an_item_is_kept_in_one_shape() -> None:
    line = FormField(code="phone", label="电话", kind=FieldKind.PHONE)
    assert tidied(line, "+86 138-0013-2046") == "13800132046"
    assert wrong_with(line, "(028)2611-0000") == ""
    assert wrong_with(line, "2611-0000") != ""
    assert tidied(line, "2611-0000") == "2611-0000"
