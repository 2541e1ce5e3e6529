# SPDX-License-Identifier: Apache-2.0
"""Signing in by name, phone or ID number; guessing is slowed, and its victim is not shut out."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.kernel.accounts.actions import register_person
from portal.kernel.accounts.models import User
from tests.rules import set_rule

PASSWORD, NUMBER, PHONE = "Tianfu-2026-x", "512022200002290045", "13600136003"


@pytest.fixture
def owner(db: None) -> User:
    user = register_person(
        username="lisi", password=PASSWORD, name="李四", id_number=NUMBER, phone=PHONE
    )
    User.objects.filter(pk=user.pk).update(level="phone")
    return user


def _try(
    name: str, password: str, *, address: str = "10.0.0.1", client: Client | None = None
) -> int:
    given = {"username": name, "password": password}
    return (client or Client()).post("/login/", given, REMOTE_ADDR=address).status_code


@pytest.mark.parametrize(
    "typed",
    ["lisi", "LiSi", " ｌｉｓｉ ", "li\u200bsi", PHONE, "+86 136-0013-6003", "１３６００１３６００３",
     NUMBER, "512022 20000229 0045"],
)  # fmt: skip
def test_one_signs_in_by_what_one_knows(owner: User, typed: str) -> None:
    assert _try(typed, PASSWORD) == 302


def test_a_phone_that_nobody_proved_is_no_name(owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(level="unverified")
    assert _try(PHONE, PASSWORD) == 400
    assert _try("lisi", PASSWORD) == 302


def test_of_two_with_one_phone_the_password_decides(owner: User) -> None:
    other = register_person(username="mother", password="Another-2026-y", name="王芳",
                            id_number="51200219880808005X", phone=PHONE)  # fmt: skip
    User.objects.filter(pk=other.pk).update(level="phone")
    for password, name in ((PASSWORD, "lisi"), ("Another-2026-y", "mother")):
        client = Client()
        assert _try(PHONE, password, client=client) == 302
        assert client.session["_auth_user_id"] == str(User.objects.get(username=name).pk)


def test_each_spelling_counts_for_the_same_name(owner: User) -> None:
    spellings = ["lisi", "LISI", "Lisi", " lisi", "ｌｉｓｉ"]
    assert [_try(one, "wrong") for one in spellings[:4]] == [400] * 4
    assert _try(spellings[4], "wrong") in (400, 429)
    assert [_try(one, PASSWORD) for one in ("lIsI", "li si")] == [429, 429]


def test_a_permit_with_any_digits_of_its_renewal_counts_as_one_name(db: None) -> None:
    set_rule("sign_in_user_most", value=4)
    register_person(
        username="chan", password=PASSWORD, name="陈先生", id_number="H12345678", phone=PHONE,
        id_kind="hm_permit",
    )  # fmt: skip
    tries = [f"H12345678{turn:02}" for turn in range(4)]
    answers = [_try(one, "wrong", address=f"10.0.1.{at}") for at, one in enumerate(tries)]
    assert answers == [400] * 4
    for typed in ("H1234567899", "h12345678"):
        assert _try(typed, "wrong", address="10.0.2.1") == 429
    assert _try("H12345679", "wrong", address="10.0.2.1") == 400


def test_one_address_may_not_go_through_all_names(owner: User) -> None:
    set_rule("sign_in_address_most", value=6)
    assert [_try(f"name-{place}", "wrong") for place in range(6)] == [400] * 6
    assert _try("name-7", "wrong") == 429
    assert _try("name-7", "wrong", address="10.0.0.2") == 400


def test_many_addresses_are_slowed_at_one_name_and_the_owner_still_gets_in(owner: User) -> None:
    set_rule("sign_in_user_most", value=4)
    at_home = Client()
    assert _try("lisi", PASSWORD, client=at_home) == 302
    at_home.post("/logout/")
    tried = [_try("lisi", "wrong", address=f"10.1.0.{place}") for place in range(4)]
    assert tried == [400] * 4
    assert _try("lisi", PASSWORD, address="10.1.0.9") == 429
    assert _try("lisi", PASSWORD, client=at_home) == 302
