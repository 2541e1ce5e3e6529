# SPDX-License-Identifier: Apache-2.0
"""What a city says about a provider: every fault is named at the start, not at the first visitor."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kernel.accounts.words import AccountLevel, IdKind
from portal.kernel.providers.rules import is_safe_address, providers_of

GOOD: dict[str, Any] = {
    "name": "国家身份认证", "issuer": "https://id.example.gov.cn", "client_id": "city",
    "client_secret": "s3cret", "level": "identity",
}  # fmt: skip


def test_the_least_description_is_enough() -> None:
    one = providers_of({"nation": GOOD}, may_be_local=False)["nation"]
    assert (one.level, one.needed, one.acr) == (AccountLevel.IDENTITY, ["name", "id_number"], ())
    assert "s3cret" not in repr(one)


def test_claims_and_kinds_are_the_providers_words() -> None:
    row = GOOD | {
        "level": "phone",
        "claims": {"name": "xm", "id_number": "zjhm", "id_kind": "zjlx", "phone": "sjh"},
        "kinds": {"414": "passport"},
    }
    one = providers_of({"nation": row}, may_be_local=False)["nation"]
    assert one.needed == ["xm", "zjhm", "zjlx", "sjh"]
    assert one.kinds == {"414": IdKind.PASSPORT}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": " "}, "name is missing"), ({"client_secret": ""}, "client_secret is missing"),
        ({"issuer": "http://id.example.gov.cn"}, "https"), ({"issuer": "id.example"}, "https"),
        ({"level": "unverified"}, "level"), ({"level": "phone"}, "claim of the phone"),
        ({"claims": {"birthday": "b"}}, "claims may name"), ({"claims": ["name"]}, "claims may name"),
        ({"claims": {"id_kind": "type"}}, "needs kinds"), ({"kinds": {"1": "driver"}}, "kinds may lead"),
        ({"kinds": []}, "kinds may lead"), ({"acr": "high"}, "acr"), ({"acr": [1]}, "acr"),
        ({"scopes": "profile"}, "openid"), ({"colour": "red"}, "colour is not known"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_provider(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=f"nation: .*{told}"):
        providers_of({"nation": GOOD | changed}, may_be_local=False)


@pytest.mark.parametrize("code", ["", "Nation", "a b", "a/b", "9", "a" * 31])
def test_a_code_can_stand_in_an_address(code: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        providers_of({code: GOOD}, may_be_local=False)


@pytest.mark.parametrize(
    ("address", "local", "is_safe"),
    [
        ("https://id.example", False, True), ("http://127.0.0.1:9/x", True, True),
        ("http://127.0.0.1:9/x", False, False), ("http://localhost", True, True),
        ("http://localhost.evil.example", True, False), ("https://", False, False),
        ("javascript:alert(1)", True, False), ("//id.example", True, False), ("None", True, False),
    ],
)  # fmt: skip
def test_only_https_or_this_machine_is_asked(address: str, local: bool, is_safe: bool) -> None:
    assert is_safe_address(address, may_be_local=local) == is_safe
