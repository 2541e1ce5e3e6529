# SPDX-License-Identifier: Apache-2.0
"""To which domain passkeys are bound."""

from __future__ import annotations

import pytest

from portal.kernel.passkeys.rules import domain_of, origin_of


@pytest.mark.parametrize(
    ("base", "wanted", "domain"),
    [
        ("https://yc.example.gov.cn", "", "yc.example.gov.cn"),
        ("https://yc.example.gov.cn:8443/x", "", "yc.example.gov.cn"),
        ("https://yc.example.gov.cn", "example.gov.cn", "example.gov.cn"),
        ("http://localhost:8000", "", "localhost"), ("http://localhost:8000", "localhost", "localhost"),
        ("http://127.0.0.1:8000", "", ""), ("https://[2001:db8::1]", "", ""),
        ("https://10.0.0.5", "example.gov.cn", ""),
    ],
)  # fmt: skip
def test_the_domain_is_the_host_or_one_above(base: str, wanted: str, domain: str) -> None:
    assert domain_of(base, wanted) == domain


@pytest.mark.parametrize("wanted", ["other.gov.cn", "le.gov.cn", "cn", "a.yc.example.gov.cn"])
def test_no_other_domain_is_taken(wanted: str) -> None:
    with pytest.raises(ValueError, match="domain above"):
        domain_of("https://yc.example.gov.cn", wanted)


def test_the_origin_has_no_path() -> None:
    assert origin_of("https://yc.example.gov.cn:8443/x") == "https://yc.example.gov.cn:8443"
