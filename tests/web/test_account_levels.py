# SPDX-License-Identifier: Apache-2.0
"""From registration to a proven account, in the browser's forms."""

from __future__ import annotations

from django.test import Client

from portal.kernel.accounts.actions import ensure_person
from portal.kernel.accounts.models import Party, User
from portal.kernel.identity.models import OneTimeCode
from portal.kernel.outbox.relay import drain
from tests import city as cities
from tests.gateway import Gateway

FORM = {
    "name": "李四", "id_number": "512022200002290045", "phone": "13600136003",
    "username": "lisi", "password": "Tianfu-2026-x", "email": "",
}  # fmt: skip


def test_registering_leads_to_the_phone_and_on_to_where_one_was_going(
    db: None, gateway: Gateway
) -> None:
    client = Client()
    answer = client.post("/register/", FORM | {"next": "/cases/"})
    assert answer["Location"] == "/account/phone/?next=%2Fcases%2F"
    assert "发送验证码" in client.get(answer["Location"]).content.decode()
    client.post("/account/phone/", {"next": "/cases/"})
    drain()
    code = OneTimeCode.objects.get().code
    assert [message["to"] for message in gateway.taken] == [FORM["phone"]]
    wrong = client.post("/account/phone/", {"code": "x", "next": "/cases/"})
    assert wrong.status_code == 400
    right = client.post("/account/phone/", {"code": code, "next": "/cases/"})
    assert right["Location"] == "/cases/"
    assert User.objects.get().level == "phone"


def test_nobody_is_led_to_a_foreign_page(db: None, gateway: Gateway) -> None:
    client = Client()
    client.post("/register/", FORM)
    page = client.get("/account/phone/?next=https://evil.example/").content.decode()
    assert 'href="https://evil.example/"' not in page


def test_registering_answers_the_same_for_a_number_on_file(db: None, gateway: Gateway) -> None:
    ensure_person(name="别人", id_number=FORM["id_number"], phone="13900139000")
    answer = Client().post("/register/", FORM)
    assert answer.status_code == 302
    assert User.objects.get().person != Party.objects.get(name="别人")


def test_at_the_window_the_account_is_bound_to_the_person(city: cities.City) -> None:
    Client().post("/register/", FORM)
    user = User.objects.get(username="lisi")
    desk = Client()
    desk.force_login(city.wang, backend="portal.kernel.backends.LowerCaseBackend")
    paper = {"id_number": FORM["id_number"], "name": FORM["name"]}
    found = desk.post("/counter/accounts/", paper)
    assert "lisi" in found.content.decode()
    assert FORM["phone"] not in found.content.decode()
    assert (
        desk.post("/counter/accounts/", paper | {"account": "0", "act": "prove"}).status_code == 400
    )
    user.refresh_from_db()
    assert user.level == "unverified"
    assert (
        desk.post(
            "/counter/accounts/", paper | {"account": str(user.pk), "act": "prove"}
        ).status_code
        == 302
    )
    user.refresh_from_db()
    assert user.level == "identity"
    assert user.person is not None
    assert not user.person.is_asserted
