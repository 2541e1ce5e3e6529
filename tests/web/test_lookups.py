# SPDX-License-Identifier: Apache-2.0
"""Numbers and codes as they come out of papers and messages: none of the spellings is a guess."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from redis import Redis

from complaints.appeals.filing import NUMBER as APPEAL
from complaints.appeals.models import Complaint
from licensing.cases.guards import NUMBER
from portal.kernel.http.codes import number_in, secret_in
from portal.kernel.http.limits import Attempt
from portal.kernel.outbox.relay import drain
from portal.web.verification.facts import token_in
from tests import city as cities

TOKEN = "aB3-xY_9kLmNoPqRsTuV12"


def _wide(text: str) -> str:
    """Return a text of printable ASCII in full width."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


@pytest.mark.parametrize(
    "typed",
    ["5120-20261123-0017", "5120202611230017", "5120 20261123 0017", "５１２０－２０２６１１２３－００１７",
     "5120–20261123—0017", "办件编号：5120-20261123-0017", "办件编号:5120-20261123-0017，查询码：ABCD2345",
     "\u200b5120-2026\u200b1123-0017\ufeff", "5120-20261123-0017\n2BCD2345", " 5120-202611230017 "],
)  # fmt: skip
def test_each_spelling_names_the_same_file(typed: str) -> None:
    assert number_in(typed, NUMBER) == "5120-20261123-0017"


@pytest.mark.parametrize(
    "typed",
    ["5120-20261123-001", "120-20261123-0017", "15120-20261123-0017", "5120-30261123-0017",
     "5120-20261123-0017123", "5120/20261123/0017", ""],
)  # fmt: skip
def test_what_is_no_number_is_none(typed: str) -> None:
    assert number_in(typed, NUMBER) == typed


@pytest.mark.parametrize(
    "typed", ["SQ-20261123-0001", "sq202611230001", "诉求编号：ＳＱ-20261123-0001"]
)
def test_an_appeal_is_named_with_or_without_its_letters(typed: str) -> None:
    assert number_in(typed, APPEAL) == "20261123-0001"


@pytest.mark.parametrize(
    "typed", ["ABCD2345", "abcd 2345", "查询码：ＡＢＣＤ－２３４５", "ab\u200bcd2345。"]
)
def test_a_code_is_its_letters_and_digits(typed: str) -> None:
    assert secret_in(typed) == "ABCD2345"


@pytest.mark.parametrize(
    "typed",
    [TOKEN, f"验真码：{TOKEN}", f"https://example.gov.cn/verify/{TOKEN}/", f" {TOKEN[:8]} {TOKEN[8:]} ",
     f"https://example.gov.cn/verify/{TOKEN}?lang=en", _wide(TOKEN), f"\u200b{TOKEN}\ufeff",
     f"{TOKEN}。"],
)  # fmt: skip
def test_a_token_is_found_however_it_is_pasted(typed: str) -> None:
    assert token_in(typed) == TOKEN


@pytest.mark.parametrize("typed", ["", "short", "验真码："])
def test_what_holds_no_token_holds_none(typed: str) -> None:
    assert len(token_in(typed)) < 16


def test_a_right_lookup_is_never_a_guess_and_a_wrong_one_is(city: cities.City) -> None:
    cache.clear()
    case = cities.submitted(city)
    assert case.number is not None
    client = Client()
    spellings = [case.number, case.number.replace("-", ""), _wide(case.number),
                 f"办件编号：{case.number}", f"\u200b{case.number}"]  # fmt: skip
    for typed in spellings * 7:
        told = {"number": typed, "code": f"查询码：{case.query_code.lower()}"}
        assert client.post("/cases/lookup/", told).status_code == 200, typed
    assert Attempt.objects.get().count == 0
    wrong = {"number": case.number, "code": "AAAAAAAA"}
    answers = [client.post("/cases/lookup/", wrong).status_code for _try in range(31)]
    assert answers == [404] * 30 + [429]
    right = {"number": case.number, "code": case.query_code}
    assert client.post("/cases/lookup/", right).status_code == 429


def test_a_code_of_signs_alone_opens_nothing(city: cities.City) -> None:
    cache.clear()
    case = cities.submitted(city)
    type(case).objects.filter(pk=case.pk).update(query_code="")
    told = {"number": case.number or "", "code": "。。"}
    assert Client().post("/cases/lookup/", told).status_code == 404
    told["code"] = "--------"
    assert Client().post("/cases/lookup/", told).status_code == 404


def test_an_appeal_is_followed_by_each_spelling(db: None) -> None:
    cache.clear()
    told = {"kind": "complaint", "title": "等了很久", "text": "窗口没有人，等了两个小时。"}
    assert Client().post("/complaints/file/", told).status_code == 200
    appeal = Complaint.objects.get()
    before = Attempt.objects.count()
    for typed in (appeal.number, appeal.number.replace("-", ""), _wide(appeal.number),
                  f"诉求编号：{appeal.number}"):  # fmt: skip
        form = {"number": typed, "code": f" {_wide(appeal.tracking_code)}"}
        assert Client().post("/complaints/track/", form).status_code == 200, typed
    form = {"number": appeal.number, "code": "AAAAAAAA"}
    assert Client().post("/complaints/track/", form).status_code == 404
    assert Attempt.objects.count() == before + 1


def test_a_paper_is_verified_by_each_spelling_of_its_token(city: cities.City) -> None:
    cache.clear()
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    case = cities.granted(city, case)
    drain()
    token = case.licences.get().document.token
    client = Client()
    for typed in (
        token,
        f"验真码：{token}",
        _wide(token),
        f"https://example.gov.cn/verify/{token}/",
    ):
        answer = client.get("/verify/", {"token": typed})
        assert answer["Location"] == f"/verify/{token}/"
    for _view in range(61):
        assert client.get(f"/verify/{token}/").status_code == 200
    assert client.get(f"/verify/{_wide(token)}/").status_code == 200
    assert [client.get("/verify/short/").status_code for _try in range(61)] == [404] * 60 + [429]


def test_the_cache_keeps_no_address_of_a_visitor(db: None) -> None:
    kept = Redis.from_url(settings.CACHES["default"]["LOCATION"])
    before = set(kept.keys())
    for _time in range(2):
        Client(REMOTE_ADDR="203.0.113.77").get(f"/verify/{TOKEN}/")
    new = set(kept.keys()) - before
    assert new
    assert not any(b"203.0.113.77" in key for key in new)
