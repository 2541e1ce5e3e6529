# SPDX-License-Identifier: Apache-2.0
"""Codes of organisations: every kind of GB 32100, numbers that could be two things, wrong signs."""

from __future__ import annotations

import pytest

from portal.kernel.accounts import rules
from portal.kernel.accounts.actions import ensure_enterprise, ensure_person
from portal.kernel.accounts.credit_codes import has_shape, is_credit_code
from portal.kernel.accounts.models import Party, User
from portal.kernel.audit.models import Event
from portal.kernel.errors import Invalid
from tests.refusals import refused

#: One right code for each registering office and kind.
KINDS = [
    "11512002MF0T0T009F", "12512002MF0T0T009C", "13512002MF0T0T0099", "19512002MF0T0T009N",
    "21512002MF0T0T009E", "31512002MF0T0T009D", "35512002MF0T0T0091", "41512002MF0T0T009C",
    "51512002MF0T0T009B", "52512002MF0T0T0098", "53512002MF0T0T0095", "61512002MF0T0T009A",
    "71512002MF0T0T0099", "81512002MF0T0T0098", "91512002MF0T0T0097", "92512002MF0T0T0094",
    "93512002MF0T0T0091", "A1512002MF0T0T0096", "N1512002MF0T0T009R", "N2512002MF0T0T009N",
    "N3512002MF0T0T009K", "Y1512002MF0T0T009H",
]  # fmt: skip
#: An ID number with the sum of a credit code; one in 31 has it.
BOTH = "512002199003070051"
#: The shape is right, the check sign is not.
ODD = "N2512002MF0T0T009P"


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_passes_and_no_other_check_sign_does(code: str) -> None:
    assert rules.check_uscc(code) == []
    assert rules.check_uscc(code.lower()) == []
    others = [code[:-1] + sign for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY" if sign != code[-1]]
    assert not any(is_credit_code(one) for one in others)
    assert all(has_shape(one) for one in others)


@pytest.mark.parametrize(
    "code", ["I1512002MF0T0T0096", "N25120O2MF0T0T009N", "N2512002MF0T0T009", "N2512002MFZT0T009N"]
)
def test_a_sign_that_the_standard_does_not_know_is_no_code(code: str) -> None:
    assert not has_shape(code)
    assert rules.check_uscc(code) != []
    assert not rules.may_vouch_for(code)


def test_an_id_number_passes_whatever_else_it_could_be() -> None:
    assert is_credit_code(BOTH)
    assert rules.check_id_number(BOTH) == []
    assert "请选企业" in rules.check_id_number(KINDS[-1])[0].message
    assert "请选个人" in rules.check_uscc(BOTH)[0].message


def test_a_person_whose_number_could_be_a_code_is_taken(db: None) -> None:
    assert ensure_person(name="张三", id_number=BOTH, phone="13800132046").id_number == BOTH


def test_a_wrong_check_sign_is_refused_where_nobody_sees_a_certificate(db: None) -> None:
    with refused("uscc"):
        ensure_enterprise(name="某村股份经济合作社", uscc=ODD)


@pytest.mark.parametrize(
    ("reason", "is_enough"), [("", False), ("原件如", False), ("原件如此", True)]
)
def test_a_wrong_check_sign_wants_a_reason(db: None, reason: str, is_enough: bool) -> None:
    clerk = User.objects.create(username="clerk")
    told = {"name": "某村股份经济合作社", "uscc": ODD, "code_reason": reason, "by": clerk}
    if not is_enough:
        with pytest.raises(Invalid) as caught:
            ensure_enterprise(**told)  # type: ignore[arg-type]
        assert [one.field for one in caught.value.problems] == ["code_reason"]
        assert not Party.objects.exists()
        return
    party = ensure_enterprise(**told)  # type: ignore[arg-type]
    event = Event.objects.get(verb="kernel.party.vouch_code")
    assert (event.actor_id, event.facts["reason"]) == (clerk.pk, reason)
    assert event.facts["enterprise"] == party.pk
    assert ensure_enterprise(name="某村股份经济合作社", uscc=ODD) == party
    assert Event.objects.filter(verb="kernel.party.vouch_code").count() == 1


def test_a_right_code_asks_for_no_reason_and_notes_none(db: None) -> None:
    ensure_enterprise(name="某村", uscc=KINDS[-3], code_reason="原件如此", by=None)
    assert not Event.objects.exists()


def test_no_reason_makes_a_code_of_an_id_number(db: None) -> None:
    with refused("id_number"):
        ensure_enterprise(name="某店", uscc="512002199003070019", code_reason="原件如此", by=None)
    taken = ensure_enterprise(name="某店", uscc=BOTH, code_reason="原件如此", by=None)
    assert taken.uscc == BOTH
