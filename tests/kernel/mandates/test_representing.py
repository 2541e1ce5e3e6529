# SPDX-License-Identifier: Apache-2.0
"""法定代表人: bound by the register's word, and by nothing a stranger can type."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from portal.kernel import clock
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.queries import may_act_for
from portal.kernel.accounts.words import AccountLevel
from portal.kernel.mandates.representing import release_former, represent
from portal.kernel.registers.actions import connect, take_copy
from portal.kernel.registers.copies import RegisterLine
from portal.kernel.registers.models import Register, RegisterEntry
from portal.kernel.registers.statements import told_of
from tests import city as cities
from tests.refusals import refused

FIRM, NAME = "91512002MAT0T0024T", "测试样例03养老服务有限公司"
CHARLIE, BOB = "51200219880808005X", "512021198512312236"
DAY = date(2026, 11, 20)
ROW: dict[str, Any] = {
    "code": "companies", "name": "市场主体登记", "keeper": "市场监督管理局", "about": "enterprise",
    "fields": {
        "enterprise_name": "名称", "legal_person": "法定代表人", "legal_person_id": "证件号码",
    },
    "papers": [], "fresh_days": 30, "citation": "资阳市优化营商环境条例第三十四条",
}  # fmt: skip


@pytest.fixture
def city(db: None, clock_at: Any) -> cities.City:
    clock_at("2026-11-20 10:00")
    return cities.build()


@pytest.fixture
def register(city: cities.City) -> Register:
    found = connect(row=ROW, by=None, at=clock.now())
    _told(found, CHARLIE)
    return found


def _told(register: Register, number: str, on: date = DAY, name: str = NAME) -> None:
    values = {"enterprise_name": name, "legal_person": "某某", "legal_person_id": number}
    take_copy(
        register=register, rows=[RegisterLine(FIRM, values)], copied_on=on, is_whole=False,
        by=None, at=clock.now(),
    )  # fmt: skip


def _bind(user: User, uscc: str = FIRM) -> Mandate:
    return represent(user=user, uscc=uscc, at=clock.now())


def test_whom_the_register_names_is_bound_without_a_window(
    city: cities.City, register: Register
) -> None:
    firm = _bind(city.charlie).content_object
    assert (firm.uscc, firm.name) == (FIRM, NAME)
    assert may_act_for(city.charlie, firm.pk)


def test_whom_it_does_not_name_learns_nothing_and_gets_nothing(
    city: cities.City, register: Register
) -> None:
    said = set()
    for uscc in (FIRM, "91512002MAT0T0023P"):
        with refused("not_representative") as caught:
            _bind(city.bob, uscc)
        said.add(str(caught.value.message))
    assert len(said) == 1
    assert not Party.objects.filter(uscc=FIRM).exists()


def test_an_account_of_a_proven_phone_alone_is_not_enough(
    city: cities.City, register: Register
) -> None:
    User.objects.filter(pk=city.charlie.pk).update(level=AccountLevel.PHONE)
    city.charlie.refresh_from_db()
    with refused("prove_first"):
        _bind(city.charlie)
    assert not Mandate.dated.filter(kind="representative").exists()


@pytest.mark.parametrize(("day", "binds"), [("2026-12-20", True), ("2026-12-21", False)])
def test_only_a_fresh_word_binds(
    city: cities.City, register: Register, clock_at: Any, day: str, binds: bool
) -> None:
    clock_at(f"{day} 10:00")
    if binds:
        assert _bind(city.charlie).pk
    else:
        with refused("not_representative"):
            _bind(city.charlie)


def test_who_is_named_no_longer_is_released_and_who_is_named_stays(
    city: cities.City, register: Register, clock_at: Any
) -> None:
    firm = _bind(city.charlie).content_object
    clock_at("2026-11-21 10:00")
    _told(register, CHARLIE, DAY + timedelta(days=1))
    assert release_former(clock.now()) == 0
    clock_at("2026-11-22 10:00")
    _told(register, BOB, DAY + timedelta(days=2))
    assert release_former(clock.now()) == 1
    assert release_former(clock.now()) == 0
    assert not may_act_for(city.charlie, firm.pk)
    _bind(city.bob)
    assert may_act_for(city.bob, firm.pk)


def test_a_silent_register_releases_nobody(
    city: cities.City, register: Register, clock_at: Any
) -> None:
    firm = _bind(city.charlie).content_object
    clock_at("2026-12-31 10:00")
    assert release_former(clock.now()) == 0
    assert may_act_for(city.charlie, firm.pk)


def test_the_number_is_neither_kept_nor_shown(city: cities.City, register: Register) -> None:
    firm = _bind(city.charlie).content_object
    entry = RegisterEntry.objects.get()
    assert "legal_person_id" not in entry.values
    rows = [row for told in told_of(firm, DAY) for row in told.rows]
    assert sorted(rows) == [("名称", NAME), ("法定代表人", "某某")]
