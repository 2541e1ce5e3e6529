# SPDX-License-Identifier: Apache-2.0
"""What describes a register and what a row of its copy may say, on both sides of each boundary."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kernel.registers.rules import (
    NUMBER,
    definition_problems,
    kept_values,
    number_problems,
)

ROW: dict[str, Any] = {
    "code": "companies",
    "name": "市场主体登记",
    "keeper": "市场监督管理局",
    "about": "enterprise",
    "fields": {"legal_person": "法定代表人"},
    "papers": ["营业执照"],
    "fresh_days": 30,
    "citation": "资阳市优化营商环境条例第三十四条",
    "address": "https://example.org/",
}


def _wrong(*, allow_plain: bool = False, **changes: object) -> list[tuple[str, str]]:
    found = definition_problems({**ROW, **changes}, allow_plain=allow_plain)
    return [(one.field, one.code) for one in found]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"code": "c" * 30},
        {"name": "名" * 60},
        {"keeper": "局" * 100},
        {"citation": "条" * 200},
        {"about": "person"},
        {"fields": {"a" * 40: "一", "b": "二"}},
        {"papers": []},
        {"papers": ["照", "照" * 200]},
        {"fresh_days": 1},
        {"fresh_days": 366},
        {"address": ""},
        {"address": "https://e.org/" + "a" * 186},
    ],
)
def test_a_description_at_its_boundary_is_good(changes: dict[str, Any]) -> None:
    assert _wrong(**changes) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"code": ""}, [("code", "required")]),
        ({"code": None}, [("code", "required")]),
        ({"code": 5}, [("code", "required")]),
        ({"code": "c" * 31}, [("code", "too_long")]),
        ({"code": "Com"}, [("code", "bad_code")]),
        ({"name": " "}, [("name", "required")]),
        ({"name": "名" * 61}, [("name", "too_long")]),
        ({"keeper": "局" * 101}, [("keeper", "too_long")]),
        ({"citation": "条" * 201}, [("citation", "too_long")]),
        ({"about": "dog"}, [("about", "unknown_kind")]),
        ({"fields": None}, [("fields", "bad_fields")]),
        ({"fields": ["a"]}, [("fields", "bad_fields")]),
        ({"fields": {}}, [("fields", "bad_fields")]),
        ({"fields": {1: "一"}}, [("fields", "bad_fields")]),
        ({"fields": {"a.b": "一", "c": "二"}}, [("fields", "bad_fields")]),
        ({"fields": {"a": 1, "b": "二"}}, [("fields", "bad_fields")]),
        ({"fields": {"a": "", "b": "二"}}, [("fields", "bad_fields")]),
        ({"fields": {"a": NUMBER, "b": "二"}}, [("fields", "bad_fields")]),
        ({"fields": {"a": "一", "b": "一"}}, [("fields", "bad_fields")]),
        ({"papers": "营业执照"}, [("papers", "bad_papers")]),
        ({"papers": ["照", 1]}, [("papers", "bad_papers")]),
        ({"papers": ["照", ""]}, [("papers", "bad_papers")]),
        ({"papers": ["照", "照" * 201]}, [("papers", "bad_papers")]),
        ({"fresh_days": 0}, [("fresh_days", "bad_days")]),
        ({"fresh_days": 367}, [("fresh_days", "bad_days")]),
        ({"fresh_days": True}, [("fresh_days", "bad_days")]),
        ({"fresh_days": "30"}, [("fresh_days", "bad_days")]),
        ({"address": None}, [("address", "bad_address")]),
        ({"address": "ftp://example.org/"}, [("address", "bad_address")]),
        ({"address": "http://example.org/"}, [("address", "bad_address")]),
        ({"address": "https://e.org/" + "a" * 187}, [("address", "bad_address")]),
    ],
)
def test_a_wrong_part_is_named(changes: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert _wrong(**changes) == told


def test_plain_http_only_where_it_is_let() -> None:
    assert _wrong(address="http://e.org/", allow_plain=True) == []
    assert _wrong(address="https://e.org/", allow_plain=True) == []


def test_papers_and_address_may_be_missing() -> None:
    row = {key: value for key, value in ROW.items() if key not in ("papers", "address")}
    assert definition_problems(row, allow_plain=False) == []


def test_the_number_is_that_of_the_kind_of_party() -> None:
    firm, person = "92512000MAT0T00085", "512000199001011235"
    assert number_problems("enterprise", firm) == []
    assert number_problems("enterprise", person) != []
    assert number_problems("person", "11010519491231002X") == []
    assert number_problems("person", firm) != []


def test_only_plain_short_values_of_known_columns_are_kept() -> None:
    told = {
        "text": " 张三 ",
        "number": 5,
        "yes": True,
        "blank": " ",
        "list": ["x"],
        "longest": "长" * 200,
        "longer": "长" * 201,
        "control": "张\x00三",
        "after": "李四",
        "foreign": "王五",
    }
    known = [*(key for key in told if key != "foreign"), "missing"]
    assert kept_values(known, told) == {
        "text": "张三",
        "number": "5",
        "longest": "长" * 200,
        "after": "李四",
    }
