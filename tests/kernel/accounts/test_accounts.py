# SPDX-License-Identifier: Apache-2.0
"""Identifiers are checked, sealed, found again, masked and watched."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from portal.kernel.accounts import rules
from portal.kernel.accounts.actions import (
    ensure_enterprise,
    ensure_person,
    open_personal_data,
    register_person,
)
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.queries import may_act_for
from portal.kernel.audit.models import ReadLog
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid
from tests.refusals import refused

GOOD_ID = "512002199003070019"


@pytest.mark.parametrize(
    "number",
    [GOOD_ID, "512022200002290045", "51200219880808005X", "51200219880808005x",
     "11010519491231002X", " 512002 190001010011 ",
     "5120021990030700１9", "51200219900307００19"],
)  # fmt: skip
def test_good_id_numbers_pass(number: str) -> None:
    assert rules.check_id_number(number) == []


@pytest.mark.parametrize(
    "number",
    ["", "51200219900307001", "512002199003070018", "512002199013070019",
     "512002190002290019"],
)  # fmt: skip
def test_wrong_id_numbers_are_named(number: str) -> None:
    assert [problem.field for problem in rules.check_id_number(number)] == ["id_number"]


def test_nobody_was_born_before_1900_or_after_today(clock_at: object) -> None:
    clock_at("2026-11-23 23:59")  # type: ignore[operator]
    assert rules.check_id_number("512002190001010011") == []
    assert rules.check_id_number("512002189912310017") != []
    assert rules.check_id_number("512002202611230017") == []
    assert rules.check_id_number("512002202611240012") != []
    clock_at("2026-11-24 00:01")  # type: ignore[operator]
    assert rules.check_id_number("512002202611240012") == []


@pytest.mark.parametrize("code", ["92512000MAT0T00085", "914403001922038216", "92512000mat0t00085"])
def test_good_credit_codes_pass(code: str) -> None:
    assert rules.check_uscc(code) == []


@pytest.mark.parametrize("code", ["91520000714304868P", "914403001922038217", "9252OOOOMATOT00085"])
def test_wrong_credit_codes_are_named(code: str) -> None:
    assert rules.check_uscc(code) != []


def test_the_other_kind_of_number_is_called_by_its_name() -> None:
    assert "请选企业" in rules.check_id_number("92512000MAT0T00085")[0].message
    assert "请选个人" in rules.check_uscc(GOOD_ID)[0].message
    assert "请选" not in rules.check_uscc("512002199003070018")[0].message


def test_numbers_are_sealed_and_found_by_digest(db: None) -> None:
    party = ensure_person(name="张三丰", id_number=GOOD_ID, phone="13800132046", address="雁江区")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM kernel_party p WHERE id = %s", [party.pk])
        stored = cursor.fetchone()[0]
    assert GOOD_ID not in stored
    assert "13800132046" not in stored
    assert "雁江区" not in stored
    assert Party.objects.get(id_digest=digest(GOOD_ID)).id_number == GOOD_ID
    assert (party.masked_name, party.masked_phone) == ("张**", "138****2046")


def test_a_known_number_with_another_name_is_refused(db: None) -> None:
    ensure_enterprise(name="甲店", uscc="92512000MAT0T00085")
    with refused("name_mismatch"):
        ensure_enterprise(name="乙店", uscc="92512000MAT0T00085")
    assert Party.objects.get().name == "甲店"


def test_brackets_of_either_width_name_the_same_firm(db: None) -> None:
    first = ensure_enterprise(name="资阳（测试）公司", uscc="92512000MAT0T00085")
    assert ensure_enterprise(name="资阳(测试)公司", uscc="92512000MAT0T00085") == first


def test_registration_names_every_wrong_field_at_once(db: None) -> None:
    with pytest.raises(Invalid) as caught:
        register_person(username="a", password="123", name="", id_number="1", phone="2")
    fields = {problem.field for problem in caught.value.problems}
    assert fields == {"username", "password", "name", "id_number", "phone"}
    assert not User.objects.exists()


def test_many_may_say_that_they_are_the_same_person(db: None) -> None:
    data = {"password": "long-enough-77", "name": "张三", "id_number": GOOD_ID,
            "phone": "13800132046"}  # fmt: skip
    first = register_person(username="first", **data)
    second = register_person(username="second", **data)
    assert first.person != second.person
    with refused("username_taken"):
        register_person(username="second", **data)
    assert User.objects.count() == 2


def test_a_mandate_opens_only_within_its_days(db: None, clock_at: object) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    agent = register_person(username="agent", password="long-enough-77", name="张三",
                            id_number=GOOD_ID, phone="13800132046")  # fmt: skip
    shop = ensure_enterprise(name="甲店", uscc="92512000MAT0T00085")
    assert not may_act_for(agent, shop.pk)
    grant_mandate(agent=agent, principal=shop, valid_to=date(2026, 11, 30))
    clock_at("2026-11-30 23:59")  # type: ignore[operator]
    assert may_act_for(agent, shop.pk)
    clock_at("2026-12-01 00:01")  # type: ignore[operator]
    assert not may_act_for(agent, shop.pk)
    assert not Mandate.objects.exists()
    assert Mandate.dated.count() == 1


def test_opening_personal_data_asks_a_reason_and_is_noted(db: None) -> None:
    party = ensure_person(name="张三", id_number=GOOD_ID, phone="13800132046")
    clerk = User.objects.create(username="clerk")
    with refused("reason_required"):
        open_personal_data(party=party, reason=" ", by=clerk)
    assert not ReadLog.objects.exists()
    clear = open_personal_data(party=party, reason="核对身份", by=clerk)
    assert clear["number"] == GOOD_ID
    assert ReadLog.objects.get(party=party).reason == "核对身份"
