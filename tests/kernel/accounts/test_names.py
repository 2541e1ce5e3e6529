# SPDX-License-Identifier: Apache-2.0
"""Names are compared however they were typed, and those of people hold what a paper can print."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from portal.kernel.accounts import rules
from portal.kernel.accounts.actions import (
    correct_party,
    ensure_enterprise,
    ensure_person,
    register_person,
)
from portal.kernel.accounts.models import User
from portal.kernel.accounts.names import name_key, same_name
from portal.kernel.errors import Invalid
from tests.refusals import refused

GOOD_ID = "512002199003070019"
TABLE = Path(__file__).parents[3] / "portal" / "kernel" / "data" / "private_use.csv"


@pytest.mark.parametrize("dot", "·•．・‧･﹒.∙⋅")
def test_each_dot_is_the_same_dot(dot: str) -> None:
    assert same_name(f"买买提{dot}吐尔逊", "买买提·吐尔逊")
    assert not same_name(f"买买提{dot}吐尔逊", "买买提吐尔逊")


@pytest.mark.parametrize("pair", ["〔〕", "（）", "()", "﹝﹞"])
def test_brackets_of_each_shape_are_the_same(pair: str) -> None:
    assert same_name(f"资阳{pair[0]}测试{pair[1]}公司", "资阳（测试）公司")


@pytest.mark.parametrize("pair", ["【】", "《》", "[]"])
def test_other_brackets_are_others(pair: str) -> None:
    assert not same_name(f"资阳{pair[0]}测试{pair[1]}公司", "资阳（测试）公司")


def test_a_private_use_sign_is_the_character_it_stands_for() -> None:
    assert same_name("\ue863某", "䶮某")
    assert not same_name("\ue862某", "䶮某")
    assert name_key("\uf000") == "\uf000"


def test_the_table_names_each_sign_once_and_speaks_of_private_use_only() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    private = [int(row["private"], 16) for row in rows]
    assert private == list(range(0xE815, 0xE865))
    assert len({row["unicode"] for row in rows}) == len(rows)
    assert all(chr(int(row["unicode"], 16)) == row["character"] for row in rows)
    assert "Source:" in lines[3]


@pytest.mark.parametrize(
    "name",
    ["张三", "买买提·吐尔逊", "马〇", "Henry Ⅲ O'Neil-Wu", "䶮\U00020087", "\ue863某",
     "⿰王某", "⺁某", "葛\U000e0100", "\U00030000某"],
)  # fmt: skip
def test_what_a_paper_prints_passes(name: str) -> None:
    assert rules.check_person_name(name) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [("张3", "digits"), ("张３", "digits"), ("张①", "digits"), ("张😀", "pictures"),
     ("张❤\ufe0f", "pictures"), ("张👨\u200d👩", "unseen"), ("张★", "pictures"),
     ("张\u200b三", "unseen"), ("张\x07", "unseen"), ("张\u202e三", "unseen"), (" ", "required"),
     ("张\U0001faff", "pictures")],
)  # fmt: skip
def test_what_no_paper_prints_is_named_at_its_field(name: str, code: str) -> None:
    (problem,) = rules.check_person_name(name, "agent_name")
    assert (problem.field, problem.code) == ("agent_name", code)


def test_the_name_of_a_firm_may_hold_digits() -> None:
    assert rules.check_name("资阳3号面馆") == []
    assert rules.check_person_name("资阳3号面馆") != []


def test_a_person_is_not_taken_with_digits_in_the_name(db: None) -> None:
    with refused("digits"):
        ensure_person(name="张三1", id_number=GOOD_ID, phone="13800132046")
    with pytest.raises(Invalid) as caught:
        register_person(username="zhang", password="long-enough-77", name="张😀",
                        id_number=GOOD_ID, phone="13800132046")  # fmt: skip
    assert [one.field for one in caught.value.problems] == ["name"]


def test_the_same_person_is_found_with_another_dot(db: None) -> None:
    told = {"id_number": GOOD_ID, "phone": "13800132046"}
    first = ensure_person(name="买买提•吐尔逊", **told)
    assert ensure_person(name="买买提・吐尔逊", **told) == first
    with refused("name_mismatch"):
        ensure_person(name="买买提吐尔逊", **told)


def test_a_correction_asks_of_people_what_it_does_not_ask_of_firms(db: None) -> None:
    by = User.objects.create(username="clerk")
    person = ensure_person(name="张三", id_number=GOOD_ID, phone="13800132046")
    firm = ensure_enterprise(name="面馆", uscc="92512000MAT0T00085")
    with refused("digits"):
        correct_party(party=person, name="张4", by=by)
    correct_party(party=firm, name="面馆2号", by=by)
    firm.refresh_from_db()
    assert firm.name == "面馆2号"
