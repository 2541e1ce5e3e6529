# SPDX-License-Identifier: Apache-2.0
"""Password, mail, phone, devices and a forgotten password: only the owner's to change."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from portal.kernel.accounts.actions import register_person
from portal.kernel.accounts.models import Party, User
from portal.kernel.audit.models import Event
from portal.kernel.identity.models import OneTimeCode
from portal.kernel.outbox.relay import drain
from tests import city as cities
from tests.gateway import Gateway

OLD, NEW, NUMBER, PHONE = "Tianfu-2026-x", "Another-2026-y", "512022200002290045", "13600136003"


@pytest.fixture
def owner(db: None) -> User:
    user = register_person(
        username="lisi", password=OLD, name="李四", id_number=NUMBER, phone=PHONE
    )
    User.objects.filter(pk=user.pk).update(level="phone")
    return user


def _in(password: str = OLD) -> Client:
    client = Client()
    given = {"username": "lisi", "password": password}
    assert client.post("/login/", given).status_code == 302
    return client


def _is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_new_password_ends_the_other_devices(owner: User) -> None:
    here, there = _in(), _in()
    answer = here.post("/account/password/", {"current": OLD, "password": NEW})
    assert answer.status_code == 302
    assert (_is_in(here), _is_in(there)) == (True, False)
    assert _is_in(_in(NEW))


@pytest.mark.parametrize(
    ("current", "password", "said"),
    [
        ("wrong", NEW, "现在的密码不对"),
        (OLD, "short", "密码至少10位"),
        (OLD, "1234567890", "太常见"),
    ],
)
def test_a_password_that_may_not_be_one_changes_nothing(
    owner: User, current: str, password: str, said: str
) -> None:
    client = _in()
    answer = client.post("/account/password/", {"current": current, "password": password})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert _is_in(_in(OLD))


def test_help_and_rule_say_the_same_length(db: None) -> None:
    page = Client().get("/register/").content.decode()
    assert "密码至少10位" in page
    assert "8位" not in page.split("password")[-1]


def test_one_other_device_is_signed_out_and_nobody_elses(owner: User) -> None:
    register_person(username="wang5", password=OLD, name="王五", id_number="51200219880808005X",
                    phone=PHONE)  # fmt: skip
    stranger = Client()
    stranger.post("/login/", {"username": "wang5", "password": OLD})
    here, there = _in(), _in()
    foreign = User.objects.get(username="wang5").open_sessions.get()
    here.post("/account/sessions/end/", {"session": str(foreign.pk)})
    assert _is_in(stranger)
    other = owner.open_sessions.order_by("-began_at", "-pk")[0]
    here.post("/account/sessions/end/", {"session": str(other.pk)})
    assert (_is_in(here), _is_in(there)) == (True, False)


def test_the_mail_is_changed_with_the_password(owner: User) -> None:
    client = _in()
    assert client.post("/account/mail/", {"email": "x", "current": OLD}).status_code == 400
    given = {"email": "li@example.com", "current": "wrong"}
    assert client.post("/account/mail/", given).status_code == 400
    assert Party.objects.get().email == ""
    assert client.post("/account/mail/", given | {"current": OLD}).status_code == 302
    assert Party.objects.get().email == "li@example.com"
    assert mail.outbox == []


def test_a_new_phone_is_taken_when_its_own_code_is_typed(owner: User, gateway: Gateway) -> None:
    client = _in()
    assert client.post("/account/phone/new/", {"phone": "028-1234567"}).status_code == 400
    assert client.post("/account/phone/new/", {"phone": "139 0013 9000"}).status_code == 200
    drain()
    assert [one["to"] for one in gateway.taken] == ["13900139000"]
    code = OneTimeCode.objects.get().code
    for given in ({"code": "x", "current": OLD}, {"code": code, "current": "wrong"}):
        assert client.post("/account/phone/new/", given).status_code == 400
        assert Party.objects.get().phone == PHONE
    assert client.post("/account/phone/new/", {"code": code, "current": OLD}).status_code == 302
    assert Party.objects.get().phone == "13900139000"


# -- A forgotten password ----------------------------------------------------------------------


def test_a_forgotten_password_is_set_anew_by_the_proven_phone(
    owner: User, gateway: Gateway
) -> None:
    before = _in()
    client = Client()
    assert client.post("/login/forgot/", {"username": PHONE})["Location"] == "/login/recover/"
    drain()
    code = OneTimeCode.objects.get().code
    assert client.post("/login/recover/", {"code": "x", "password": NEW}).status_code == 400
    assert client.post("/login/recover/", {"code": code, "password": "short"}).status_code == 400
    assert client.post("/login/recover/", {"code": code, "password": NEW}).status_code == 302
    assert not _is_in(before)
    assert _is_in(_in(NEW))
    assert client.get("/login/recover/").status_code == 302


def test_the_answer_is_the_same_for_nobody_and_for_an_unproven_phone(
    owner: User, gateway: Gateway
) -> None:
    User.objects.filter(pk=owner.pk).update(level="unverified")
    pages = []
    for name in ("lisi", "nobody"):
        client = Client()
        assert client.post("/login/forgot/", {"username": name}).status_code == 302
        answer = client.post("/login/recover/", {"code": "123456", "password": NEW})
        assert answer.status_code == 400
        pages.append(answer.context["form"].errors)
    assert pages[0] == pages[1]
    drain()
    assert gateway.taken == []


def test_at_the_window_the_paper_gives_a_code(city: cities.City, owner: User) -> None:
    desk = Client()
    desk.force_login(city.wang, backend="portal.kernel.backends.LowerCaseBackend")
    paper = {"id_number": NUMBER, "name": "李四", "account": str(owner.pk)}
    refused = desk.post("/counter/accounts/", paper | {"act": "recover"})
    assert refused.status_code == 400
    assert desk.post("/counter/accounts/", paper | {"act": "prove"}).status_code == 302
    page = desk.post("/counter/accounts/", paper | {"act": "recover"}).content.decode()
    code = OneTimeCode.objects.get().code
    assert code in page
    assert Event.objects.get(verb="kernel.account.recover_at_window").actor == city.wang
    assert owner.notices.filter(kind="recovery_at_window").count() == 1
    client = Client()
    client.post("/login/forgot/", {"username": "lisi"})
    assert client.post("/login/recover/", {"code": code, "password": NEW}).status_code == 302
    assert _is_in(_in(NEW))


def test_staff_have_no_phone_and_mail_of_their_own_here(city: cities.City) -> None:
    desk = Client()
    desk.force_login(city.wang, backend="portal.kernel.backends.LowerCaseBackend")
    given = {"email": "wang@example.com", "current": OLD}
    assert desk.post("/account/mail/", given).status_code == 404
    assert desk.get("/account/phone/new/").status_code == 404
    assert desk.get("/account/password/").status_code == 200
