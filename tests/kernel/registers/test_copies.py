# SPDX-License-Identifier: Apache-2.0
"""A register's copy: taken over whole or in part, sealed, told while it is fresh."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_enterprise
from portal.kernel.accounts.models import Party
from portal.kernel.audit.models import Event
from portal.kernel.errors import Invalid
from portal.kernel.registers.actions import connect, take_copy
from portal.kernel.registers.copies import RegisterLine, parse
from portal.kernel.registers.models import Register, RegisterEntry
from portal.kernel.registers.rules import NUMBER
from portal.kernel.registers.statements import told_of
from tests.refusals import refused

SHOP = "92512000MAT0T00085"
FIRM = "91512002MAT0T00160"
FIELDS = {"legal_person": "法定代表人", "scope": "经营范围"}
ROW: dict[str, Any] = {
    "code": "companies",
    "name": "市场主体登记",
    "keeper": "市场监督管理局",
    "about": "enterprise",
    "fields": FIELDS,
    "papers": ["营业执照"],
    "fresh_days": 30,
    "citation": "资阳市优化营商环境条例第三十四条",
}
DAY = date(2026, 11, 20)


@pytest.fixture
def register(db: None, clock_at: Any) -> Register:
    clock_at("2026-11-20 10:00")
    return connect(row=ROW, by=None, at=clock.now())


@pytest.fixture
def shop(db: None) -> Party:
    return ensure_enterprise(name="测试样例01个体经营部", uscc=SHOP)


def _take(
    register: Register, *numbers: str, on: date = DAY, whole: bool = False, **values: str
) -> Any:
    rows = [RegisterLine(number, values or {"legal_person": "张三"}) for number in numbers]
    return take_copy(
        register=register, rows=rows, copied_on=on, is_whole=whole, by=None, at=clock.now()
    )


def test_an_entry_is_told_to_its_last_fresh_day_and_no_longer(
    register: Register, shop: Party
) -> None:
    _take(register, SHOP)
    last = DAY + timedelta(days=30)
    assert [one.values for one in told_of(shop, last)] == [{"legal_person": "张三"}]
    assert told_of(shop, last + timedelta(days=1)) == []


def test_nothing_is_told_by_a_register_that_is_switched_off(
    register: Register, shop: Party
) -> None:
    _take(register, SHOP)
    connect(row={**ROW, "is_active": False}, by=None, at=clock.now())
    assert told_of(shop, DAY) == []


def test_what_is_kept_cannot_be_read_in_the_database(register: Register) -> None:
    _take(register, SHOP)
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, values FROM kernel_registerentry")
        digest, values = cursor.fetchone()
    assert SHOP not in digest
    assert "张三" not in values
    story = str(list(Event.objects.filter(subject=register.subject).values()))
    assert SHOP not in story
    assert "张三" not in story


def test_a_part_adds_and_a_whole_copy_drops_what_it_lacks(register: Register) -> None:
    _take(register, SHOP)
    done = _take(register, FIRM)
    assert (done.held, done.dropped) == (2, 0)
    done = _take(register, FIRM, whole=True)
    assert (done.held, done.dropped) == (1, 1)


def test_an_older_copy_changes_nothing_that_is_newer(register: Register, shop: Party) -> None:
    _take(register, SHOP, legal_person="新的")
    done = _take(register, SHOP, on=DAY - timedelta(days=1), whole=True, legal_person="旧的")
    assert (done.held, done.dropped) == (1, 0)
    assert told_of(shop, DAY)[0].values == {"legal_person": "新的"}


def test_a_copy_of_a_day_to_come_is_refused(register: Register) -> None:
    _take(register, SHOP, on=DAY)
    with refused("day_to_come"):
        _take(register, FIRM, on=DAY + timedelta(days=1))
    assert RegisterEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", " "),
        ("about", "dog"),
        ("fields", {}),
        ("papers", [1]),
        ("fresh_days", 0),
        ("fresh_days", 367),
        ("address", "ftp://example.org/"),
        ("address", "https://example.org/" + "a" * 200),
        ("code", "Com panies"),
        ("code", "c" * 31),
        ("name", "名" * 61),
        ("fields", {"a": "名称", "b": "名称"}),
        ("fields", {"a": NUMBER}),
        ("fields", {"a.b": "名称"}),
        ("papers", ["照" * 201]),
    ],
)
def test_a_wrong_description_names_its_part(db: None, key: str, value: object) -> None:
    with pytest.raises(Invalid) as caught:
        connect(row={**ROW, key: value}, by=None, at=clock.now())
    assert [one.field for one in caught.value.problems] == [key]
    assert not Register.objects.exists()


def test_plain_http_is_for_demos_only(db: None, settings: Any) -> None:
    row = {**ROW, "address": "http://127.0.0.1:1/"}
    settings.DEMO = False
    with refused("bad_address"):
        connect(row=row, by=None, at=clock.now())
    settings.DEMO = True
    assert connect(row=row, by=None, at=clock.now()).address == row["address"]


def test_whom_a_register_is_about_stays(register: Register) -> None:
    with refused("about_fixed"):
        connect(row={**ROW, "about": "person"}, by=None, at=clock.now())
    register.refresh_from_db()
    assert register.about == "enterprise"


def test_wrong_lines_of_a_copy_are_named_without_the_number() -> None:
    text = f"{NUMBER},法定代表人\n{SHOP},张三\n123,李四\n{SHOP},王五\n"
    with pytest.raises(Invalid) as caught:
        parse(text, about="enterprise", fields=FIELDS)
    found = [(one.field, one.code) for one in caught.value.problems]
    assert found == [(f"3.{NUMBER}", "uscc"), (f"4.{NUMBER}", "twice")]
    assert not any(SHOP in str(one.message) for one in caught.value.problems)


def test_a_foreign_column_is_refused() -> None:
    with refused("bad_header"):
        parse(f"{NUMBER},年龄\n{SHOP},3\n", about="enterprise", fields=FIELDS)


def test_the_command_connects_and_takes_a_copy(db: None, shop: Party, tmp_path: Path) -> None:
    (tmp_path / "d.json").write_text(str(ROW).replace("'", '"'), encoding="utf-8")
    copy = tmp_path / "c.csv"
    copy.write_text(
        f"\ufeff{NUMBER},经营范围,法定代表人\n {SHOP.lower()} ,餐饮服务,\n", encoding="utf-8"
    )
    said = io.StringIO()
    call_command(
        "load_register",
        "companies",
        definition=str(tmp_path / "d.json"),
        copy=str(copy),
        stdout=said,
    )
    assert "现有 1 条" in said.getvalue()
    assert told_of(shop, clock.today())[0].values == {"scope": "餐饮服务"}


def test_the_command_refuses_an_unknown_register(db: None) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("load_register", "nobody")
    assert caught.value.returncode == 2


@pytest.mark.parametrize("told", ["[]", "{", '"x"'])
def test_the_command_says_what_no_definition_is(db: None, tmp_path: Path, told: str) -> None:
    (tmp_path / "d.json").write_text(told)
    with pytest.raises(CommandError):
        call_command("load_register", "companies", definition=str(tmp_path / "d.json"))


def test_the_command_says_what_no_day_is(register: Register, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(f"{NUMBER}\n{SHOP}\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("load_register", "companies", copy=str(tmp_path / "c.csv"), on="20.11.2026")
