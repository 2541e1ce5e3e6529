# SPDX-License-Identifier: Apache-2.0
"""A phone is one number however it is typed, is read easily, and gets codes only where it can."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.accounts import rules
from portal.kernel.accounts.actions import correct_party, ensure_person, phone_digest
from portal.kernel.accounts.masking import mask_phone
from portal.kernel.accounts.models import Party, User
from portal.kernel.accounts.phones import (
    can_get_texts,
    parse_phone,
    phone_key,
    show_phone,
    stored_phone,
)
from portal.kernel.crypto import digest

SHORT = Path(__file__).parents[3] / "portal" / "kernel" / "data" / "short_numbers.json"
#: What is typed, how it is stored, how it is shown.
SAME = {
    ("13800132046", "138 0013 2046"): [
        "13800132046", "138 0013 2046", "138-0013-2046", "+86 138 0013 2046", "+8613800132046",
        "008613800132046", "0086-138-0013-2046", "8613800132046", "(+86)13800132046",
        "１３８００１３２０４６", "＋８６　１３８００１３２０４６", "\u202d13800132046\u202c", "138–0013—2046",
        "013800132046",
    ],
    ("02826110000", "028-26110000"): [
        "02826110000", "028-26110000", "(028)26110000", "（028）2611 0000", "+86 28 2611 0000",
        "+86 028 26110000", "0086-028-26110000", "86-28-26110000", "028－26110000",
    ],
    ("02826110000x801", "028-26110000 转 801"): [
        "028-26110000转801", "028-26110000 转 801", "028-26110000-801", "（028）26110000 分机：801",
        "028-26110000 ext. 801", "028-26110000#801", "02826110000x801", "028-26110000转分机801",
        "028-26110000分机号801",
    ],
    ("4008123123", "400-812-3123"): ["4008123123", "400-812-3123", "400 8123 123"],
    ("8008101234", "800-810-1234"): ["8008101234", "800-810-1234"],
    ("+85291234567", "+852 9123 4567"): [
        "+852 9123 4567", "0085291234567", "852-9123-4567", "85291234567",
    ],
    ("+85366123456", "+853 6612 3456"): ["+853 6612 3456", "853 6612 3456"],
    ("+886912345678", "+886 912 345 678"): ["+886 912 345 678", "886912345678", "+886-0912-345-678"],
    ("+16502530000", "+1 650-253-0000"): ["+1 (650) 253-0000", "001 650 253 0000"],
    ("12345", "12345"): ["12345", "１２３４５", "1 2345"],
}  # fmt: skip
NONE = ["", "12", "61234567", "1380013204", "138001320461", "12800132046", "028-1234567",
        "1380013ABCD", "电话", "13800132046或13900132046", "4008123123转人工", "+999 1234567",
        "00000000000", "028-26110000转1234567", "zhang138"]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [(typed, *shapes) for shapes, spellings in SAME.items() for typed in spellings],
)
def test_each_spelling_is_the_same_number(typed: str, stored: str, shown: str) -> None:
    phone = parse_phone(typed)
    assert phone is not None
    assert (phone.stored, phone.shown) == (stored, shown)
    assert parse_phone(phone.stored) == parse_phone(phone.shown) == phone


@pytest.mark.parametrize("typed", NONE)
def test_what_cannot_be_called_is_none(typed: str) -> None:
    assert parse_phone(typed) is None
    assert rules.check_phone(typed)[0].field == "phone"
    assert stored_phone(typed) == typed.strip()
    assert show_phone(typed) == typed


@given(typed=st.text(alphabet="0123456789+-()转x 分机", max_size=24))
def test_what_is_stored_is_stored_alike_a_second_time(typed: str) -> None:
    phone = parse_phone(typed)
    if phone is not None:
        assert parse_phone(phone.stored) == phone
        assert parse_phone(phone.shown) == phone


@pytest.mark.parametrize(
    ("typed", "can"),
    [("138-0013-2046", True), ("15412345678", True), ("+852 9123 4567", True),
     ("+853 6612 3456", True), ("886912345678", True), ("+33 6 12 34 56 78", False),
     ("+852 2123 4567", False), ("028-26110000", False), ("4008123123", False), ("12345", False),
     ("13800132046转8", False), ("", False)],
)  # fmt: skip
def test_codes_go_only_to_mobile_phones_nearby(typed: str, can: bool) -> None:
    assert can_get_texts(typed) is can


def test_a_short_number_is_the_phone_of_an_office_and_of_nobody_else() -> None:
    assert rules.check_phone("12345", of_office=True) == []
    assert "服务热线" in rules.check_phone("12345")[0].message
    assert rules.check_phone("028-26110000") == []


def test_each_short_number_says_where_it_is_from() -> None:
    for row in json.loads(SHORT.read_text(encoding="utf-8"))["numbers"]:
        assert re.compile(row["pattern"])
        assert row["name"]
        assert row["source"]
        assert row["sure"] in {"F", "M", "D"}


@pytest.mark.parametrize(
    ("stored", "masked"),
    [("13800132046", "138****2046"), ("02826110000x801", "028****0000"),
     ("+85291234567", "+852****4567"), ("12345", "****"), ("", "")],
)  # fmt: skip
def test_what_is_masked_is_the_number_and_not_its_extension(stored: str, masked: str) -> None:
    assert mask_phone(stored) == masked


def test_a_person_is_found_by_the_phone_however_it_is_typed(db: None) -> None:
    person = ensure_person(name="张三", id_number="512002199003070019", phone="+86 138-0013-2046")
    assert person.phone == "13800132046"
    assert person.phone_digest == digest("13800132046") == phone_digest("0086 13800132046")
    assert person.phone_digest != phone_digest("13800132047")
    correct_party(party=person, phone="028-26110000转801", by=User.objects.create(username="c"))
    person = Party.objects.get()
    assert (person.phone, person.shown_phone) == ("02826110000x801", "028-26110000 转 801")
    assert person.phone_digest == phone_digest("(028)26110000")
    assert person.phone_tail_digest == digest("0000")


def test_a_phone_kept_under_the_old_rule_is_still_found() -> None:
    assert phone_key("0832-26110000") == "083226110000"


@pytest.mark.parametrize(
    ("typed", "name"),
    [("+86 138-0013-2046", "13800132046"), ("138００１３2046", "13800132046"),
     ("+852 9123 4567", "+85291234567"), ("028-26110000", "028-26110000"), ("ZhangSan", "zhangsan"),
     ("12345", "12345"), ("user-13800132046", "user-13800132046")],
)  # fmt: skip
def test_who_signs_in_is_one_name_however_a_mobile_phone_is_typed(typed: str, name: str) -> None:
    assert rules.sign_in_name(typed) == name
