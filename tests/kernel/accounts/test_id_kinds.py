# SPDX-License-Identifier: Apache-2.0
"""Documents of people: what each number must be, and that no two kinds are one person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portal.kernel.accounts.actions import assert_person, ensure_person, register_person
from portal.kernel.accounts.id_kinds import id_key, id_keys, id_problems, id_rules, kind_of
from portal.kernel.accounts.masking import mask_id
from portal.kernel.accounts.models import Party
from portal.kernel.accounts.words import IdKind
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid
from tests.refusals import refused

TABLE = Path(__file__).parents[3] / "portal" / "kernel" / "data" / "id_kinds.json"
RESIDENT = "512002199003070019"
HONG_KONG, MACAO, TAIWAN = "810000198501010029", "820000198501010020", "830000199003070019"
NEW_CARD, OLD_CARD = "931103199003070018", "CAN110185010101"
PHONE = "13800132046"
RIGHT = [
    (IdKind.RESIDENT, RESIDENT), (IdKind.RESIDENT, TAIWAN), (IdKind.RESIDENT, NEW_CARD),
    (IdKind.RESIDENCE, HONG_KONG), (IdKind.RESIDENCE, MACAO), (IdKind.RESIDENCE, TAIWAN),
    (IdKind.HM_PERMIT, "H12345678"), (IdKind.HM_PERMIT, "m 1234 5678"),
    (IdKind.HM_PERMIT, "H1234567802"), (IdKind.TW_PERMIT, "01234567"),
    (IdKind.TW_PERMIT, "０１２３４５６７"), (IdKind.PASSPORT, "E12345678"), (IdKind.PASSPORT, "C01X00T47"),
    (IdKind.PASSPORT, "12345"), (IdKind.FOREIGN_PR, OLD_CARD), (IdKind.FOREIGN_PR, NEW_CARD),
]  # fmt: skip
WRONG = [
    (IdKind.RESIDENT, "512002199003070018"), (IdKind.RESIDENT, "H12345678"),
    (IdKind.RESIDENCE, RESIDENT), (IdKind.RESIDENCE, "840000198501010024"),
    (IdKind.RESIDENCE, "830000199003070011"), (IdKind.HM_PERMIT, "H1234567"),
    (IdKind.HM_PERMIT, "H123456789"), (IdKind.HM_PERMIT, "T12345678"),
    (IdKind.TW_PERMIT, "0123456"), (IdKind.TW_PERMIT, "012345678"), (IdKind.TW_PERMIT, "H12345678"),
    (IdKind.PASSPORT, "1234"), (IdKind.PASSPORT, "ABCDEFGH"), (IdKind.PASSPORT, "E1234567890123456"),
    (IdKind.PASSPORT, "E-1234567"), (IdKind.FOREIGN_PR, "CAN11018501010"),
    (IdKind.FOREIGN_PR, "CA1110185010101"), (IdKind.FOREIGN_PR, RESIDENT),
    (IdKind.FOREIGN_PR, "931103199003070011"), (IdKind.PASSPORT, ""), (IdKind.RESIDENT, ""),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "number"), RIGHT)
def test_a_right_number_passes(kind: str, number: str) -> None:
    assert id_problems(kind, number) == []


@pytest.mark.parametrize(("kind", "number"), WRONG)
def test_a_wrong_number_is_named_at_its_field(kind: str, number: str) -> None:
    assert [one.field for one in id_problems(kind, number, "agent_id_number")] == [
        "agent_id_number"
    ]


def test_an_unknown_kind_and_a_credit_code_are_called_by_their_names() -> None:
    assert id_problems("library_card", "1")[0].field == "id_kind"
    assert "请选企业" in id_problems(IdKind.PASSPORT, "N2512002MF0T0T009N")[0].message
    assert "应为8位数字" in id_problems(IdKind.TW_PERMIT, "1")[0].message


def test_the_table_names_every_kind_with_its_source() -> None:
    rows = json.loads(TABLE.read_text(encoding="utf-8"))["kinds"]
    assert {row["code"] for row in rows} == set(IdKind.values)
    assert all(row["source"] for row in rows)
    assert {row["sure"] for row in rows} <= {"F", "M", "D"}
    assert len(id_rules()) == len(rows)


@pytest.mark.parametrize(
    ("number", "kind"),
    [(RESIDENT, IdKind.RESIDENT), (TAIWAN, IdKind.RESIDENCE), (HONG_KONG, IdKind.RESIDENCE),
     (NEW_CARD, IdKind.FOREIGN_PR), ("840000198501010024", IdKind.RESIDENT)],
)  # fmt: skip
def test_a_number_of_18_signs_shows_its_kind(number: str, kind: str) -> None:
    assert kind_of(IdKind.RESIDENT, number) == kind
    assert kind_of(IdKind.PASSPORT, number) == IdKind.PASSPORT


@pytest.mark.parametrize("number", [RESIDENT, HONG_KONG, TAIWAN, NEW_CARD])
def test_digests_of_18_signs_are_what_they_were(number: str) -> None:
    kinds = [kind for kind in IdKind.values if not id_problems(kind, number)]
    assert {digest(id_key(kind, number)) for kind in kinds} == {digest(number)}


def test_no_two_kinds_share_a_key_and_a_renewed_permit_keeps_its_own() -> None:
    assert id_key(IdKind.TW_PERMIT, "01234567") != id_key(IdKind.PASSPORT, "01234567")
    assert id_key(IdKind.HM_PERMIT, "H12345678") != id_key(IdKind.PASSPORT, "H12345678")
    assert id_key(IdKind.HM_PERMIT, "H1234567801") == id_key(IdKind.HM_PERMIT, "H1234567802")
    assert id_key(IdKind.HM_PERMIT, "H1234567801") == id_key(IdKind.HM_PERMIT, "h12345678")
    assert id_key(IdKind.PASSPORT, "E12345678") != id_key(IdKind.PASSPORT, "E12345679")
    assert set(id_keys("01234567")) == {"tw_permit:01234567", "passport:01234567"}
    assert id_keys(RESIDENT) == [RESIDENT]
    assert id_keys("李四") == []


def test_two_people_with_one_number_on_two_documents_are_two(db: None) -> None:
    permit = ensure_person(
        name="陈先生", id_number="01234567", phone=PHONE, id_kind=IdKind.TW_PERMIT
    )
    passport = ensure_person(
        name="John Smith", id_number="01234567", phone=PHONE, id_kind=IdKind.PASSPORT
    )
    assert permit != passport
    again = ensure_person(
        name="陈先生", id_number="０１２３４５６７", phone=PHONE, id_kind=IdKind.TW_PERMIT
    )
    assert again == permit
    with refused("name_mismatch"):
        ensure_person(name="王先生", id_number="01234567", phone=PHONE, id_kind=IdKind.TW_PERMIT)


def test_a_residence_permit_is_found_under_either_choice(db: None) -> None:
    first = ensure_person(name="林女士", id_number=TAIWAN, phone=PHONE)
    assert first.id_kind == IdKind.RESIDENCE
    assert first.id_kind_name == "港澳台居民居住证"
    told = {"name": "林女士", "id_number": TAIWAN, "phone": PHONE}
    assert ensure_person(**told, id_kind=IdKind.RESIDENCE) == first
    asserted = assert_person(**told, id_kind=IdKind.RESIDENCE)
    assert asserted.asserted_digest == first.id_digest == digest(TAIWAN)


def test_what_is_wrong_with_a_document_is_told_at_registration(db: None) -> None:
    with pytest.raises(Invalid) as caught:
        register_person(username="chen", password="long-enough-77", name="陈先生",
                        id_number="0123456", phone=PHONE, id_kind=IdKind.TW_PERMIT)  # fmt: skip
    assert [one.field for one in caught.value.problems] == ["id_number"]
    assert not Party.objects.exists()


@pytest.mark.parametrize(
    ("number", "masked"),
    [(RESIDENT, "5120************19"), (OLD_CARD, "CAN1*********01"), ("H12345678", "H******78"),
     ("01234567", "0*****67"), ("12345", "1****45"), ("", "")],
)  # fmt: skip
def test_of_a_short_number_less_is_shown(number: str, masked: str) -> None:
    assert mask_id(number) == masked
