# SPDX-License-Identifier: Apache-2.0
"""A whole city from one file: all of it or nothing, twice the same, and nobody's post by the way."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from portal.kernel import clock, invariants
from portal.kernel.accounts.models import StaffMember, User
from portal.kernel.accounts.queries import roles_of
from portal.kernel.audit.models import Event
from portal.kernel.errors import Invalid
from portal.kernel.places.models import Centre, OpeningHours, Organ, Window
from portal.kernel.staff.actions import may_set_up
from portal.kernel.staff.city import PARTS, SHEETS, load_city
from portal.kernel.staff.workbook import read_workbook, write_template

CITY: dict[str, Any] = {
    "organs": [{"code": "scjg", "name": "青澜市市场监督管理局", "division": "512000"}],
    "centres": [
        {"code": "main", "name": "青澜市政务服务中心", "division": "512000"},
        {"code": "tax", "name": "社保分中心", "division": "512000", "parent": "main"},
    ],
    "windows": [
        {"centre": "main", "number": 1, "name": "综合窗口"},
        {"centre": "main", "number": 2, "name": "市监窗口", "organs": ["scjg"]},
    ],
    "hours": [{"centre": "main", "weekday": 1, "opens": "9:00", "closes": "17:00"}],
    "staff": [
        {"username": "admin1", "name": "顾敏", "roles": ["system_admin"]},
        {"username": "liming", "name": "李明", "roles": ["reviewer"], "organ": "scjg"},
        {"username": "wang", "name": "王晓", "roles": "clerk", "centre": "main", "windows": "1，2"},
    ],
}  # fmt: skip


def _load(document: dict[str, Any]) -> Any:
    return load_city(document=document, by=None, at=clock.now())


def _count() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Organ, Centre, Window, OpeningHours, StaffMember)
    )


def test_a_city_is_loaded_and_its_people_set_their_own_passwords(db: None) -> None:
    done = _load(CITY)
    assert _count() == (1, 2, 2, 1, 3)
    assert [name for name, _password in done.passwords] == ["admin1", "liming", "wang"]
    wang = User.objects.get(username="wang")
    assert roles_of(wang) == {"clerk"}
    assert [one.number for one in wang.staff.windows.order_by("number")] == [1, 2]
    assert may_set_up(wang, clock.now())
    assert wang.check_password(dict(done.passwords)["wang"])
    assert Centre.objects.get(code="tax").parent == Centre.objects.get(code="main")
    assert [one.code for one in Window.objects.get(number=2).organs.all()] == ["scjg"]
    assert Event.objects.filter(verb="kernel.city.load").count() == 1
    assert invariants.run() == []


def test_the_same_file_again_changes_nothing_and_a_changed_one_what_differs(db: None) -> None:
    _load(CITY)
    before, hashed = _count(), User.objects.get(username="liming").password
    changed = deepcopy(CITY)
    changed["centres"][0]["address"] = "青澜市示例路1号"
    changed["staff"][1]["roles"] = ["approver", "reviewer"]
    assert _load(changed).passwords == []
    assert _count() == before
    assert Centre.objects.get(code="main").address == "青澜市示例路1号"
    li = User.objects.get(username="liming")
    assert li.password == hashed
    assert roles_of(li) == {"reviewer"}


def test_an_organ_that_the_catalogue_has_brought_is_found_by_its_name(db: None) -> None:
    _load({"centres": CITY["centres"]})
    Organ.objects.create(code="512000-001", name="青澜市市场监督管理局", division_id="512000")
    _load(CITY)
    assert [one.code for one in Organ.objects.all()] == ["scjg"]


@pytest.mark.parametrize(
    ("part", "row", "change", "field"),
    [
        ("organs", 0, {"division": "999999"}, "organs.1.division"),
        ("organs", 0, {"name": ""}, "organs.1.name"),
        ("organs", 0, {"nmae": "x"}, "organs.1.nmae"),
        ("centres", 1, {"parent": "none"}, "centres.2.parent"),
        ("windows", 1, {"number": 0}, "windows.2.number"),
        ("windows", 1, {"organs": ["none"]}, "windows.2.organs"),
        ("hours", 0, {"weekday": 8}, "hours.1.weekday"),
        ("hours", 0, {"opens": "nine"}, "hours.1.opens"),
        ("hours", 0, {"closes": "08:00"}, "hours.1.__all__"),
        ("staff", 0, {"roles": ["system_admin", "auditor"]}, "staff.1.roles"),
        ("staff", 1, {"organ": ""}, "staff.2.organ"),
        ("staff", 2, {"windows": [3]}, "staff.3.windows"),
        ("staff", 2, {"username": "王"}, "staff.3.username"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_kept(
    db: None, part: str, row: int, change: dict[str, Any], field: str
) -> None:
    wrong = deepcopy(CITY)
    wrong[part][row] |= change
    with pytest.raises(Invalid) as caught:
        _load(wrong)
    assert field in [one.field for one in caught.value.problems]
    assert _count() == (0, 0, 0, 0, 0)


def test_every_wrong_row_is_told_at_once(db: None) -> None:
    wrong = deepcopy(CITY)
    wrong["organs"][0]["division"] = "999999"
    wrong["staff"][2]["name"] = ""
    with pytest.raises(Invalid) as caught:
        _load(wrong)
    fields = {one.field for one in caught.value.problems}
    assert {"organs.1.division", "staff.3.name"} <= fields


def test_a_workbook_says_the_same(db: None, tmp_path: Path) -> None:
    path = tmp_path / "city.xlsx"
    write_template(path)
    book = load_workbook(path)
    for part, columns in PARTS.items():
        for row in CITY[part]:
            cells = [row.get(name) for name in columns]
            book[SHEETS[part]].append(
                [",".join(one) if isinstance(one, list) else one for one in cells]
            )
    book.save(path)
    assert len(_load(read_workbook(path)).passwords) == 3
    assert _count() == (1, 2, 2, 1, 3)


def test_the_command_keeps_passwords_for_their_owner_alone(db: None, tmp_path: Path) -> None:
    file, kept = tmp_path / "city.json", tmp_path / "passwords"
    file.write_text(json.dumps(CITY, ensure_ascii=False), encoding="utf-8")
    call_command("load_city", str(file), dry_run=True)
    assert _count() == (0, 0, 0, 0, 0)
    call_command("load_city", str(file), passwords=kept)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [line.split()[0] for line in kept.read_text().splitlines()] == [
        "admin1",
        "liming",
        "wang",
    ]
    with pytest.raises(CommandError, match="exists"):
        call_command("load_city", str(file), passwords=kept)


@pytest.mark.parametrize("text", ["[]", "{", '{"organs": {}}', '{"people": []}'])
def test_what_is_no_city_is_refused_with_a_word(db: None, tmp_path: Path, text: str) -> None:
    file = tmp_path / "city.json"
    file.write_text(text)
    with pytest.raises(CommandError):
        call_command("load_city", str(file))
    assert _count() == (0, 0, 0, 0, 0)
