# SPDX-License-Identifier: Apache-2.0
"""Whatever a provider does wrong, the door stays closed, says why, and nothing has been done."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client

from portal.kernel import clock
from portal.kernel.accounts.models import Party, User
from portal.kernel.audit.models import Event
from portal.kernel.providers import asking
from portal.kernel.providers.models import ProviderLink
from tests.web.doors.conftest import NAME, NUMBER, Visitor

if TYPE_CHECKING:
    from django.conf import LazySettings

DISCOVERY, KEYS = "/.well-known/openid-configuration", "/.well-known/jwks.json"


def _stays_closed(visitor: Visitor, answer: Any, said: str, status: int = 400) -> None:
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert visitor.user is None
    assert not User.objects.exists()
    assert not Party.objects.exists()
    assert not ProviderLink.objects.exists()
    assert not Event.objects.filter(verb__startswith="kernel.account").exists()


@pytest.mark.parametrize(
    "fault",
    [
        "wrong nonce", "no nonce", "wrong issuer", "wrong audience", "for another party", "expired",
        "old", "from tomorrow", "no subject", "subject of numbers", "hash of another token",
        "signed by another", "unsigned", "signed with the public key", "no keys", "keys of another",
        f"broken {KEYS}", "broken /token/",
    ],
)  # fmt: skip
def test_a_token_that_proves_nothing(visitor: Visitor, fault: str) -> None:
    visitor.there.fails(fault)
    back = visitor.brought_back()
    _stays_closed(visitor, visitor.browser.get(back), "没有通过核验")


def test_the_same_visitor_comes_in_when_nothing_is_wrong(visitor: Visitor) -> None:
    visitor.come()
    assert visitor.user is not None


@pytest.mark.parametrize(
    "fault", ["other issuer described", "unsafe address", f"broken {DISCOVERY}"]
)
def test_a_provider_that_describes_itself_wrongly(visitor: Visitor, fault: str) -> None:
    visitor.there.fails(fault)
    _stays_closed(visitor, visitor.begin(), "没有通过核验")


@pytest.mark.parametrize("path", [DISCOVERY, "/token/", KEYS])
@pytest.mark.parametrize("how", ["slow", "dripping", "away", "elsewhere", "endless"])
def test_a_provider_that_does_not_answer(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, path: str, how: str
) -> None:
    monkeypatch.setattr(asking, "TIMEOUT", 0.5)
    if path == DISCOVERY:
        visitor.there.fails(f"{how} {path}")
        answer = visitor.begin()
    else:
        back = visitor.brought_back()
        visitor.there.fails(f"{how} {path}")
        answer = visitor.browser.get(back)
    _stays_closed(visitor, answer, "现在连不上", 503)
    assert int(answer["Retry-After"]) > 0


def test_one_that_did_not_answer_is_left_alone_for_a_while(visitor: Visitor) -> None:
    visitor.there.fails(f"away {DISCOVERY}")
    assert visitor.begin().status_code == 503
    visitor.there.knows("subject-1", name=NAME, idcard=NUMBER)
    assert visitor.begin().status_code == 503
    assert visitor.there.asked() == []
    asking._asleep["nation"] -= asking.PAUSE
    assert visitor.begin().status_code == 200


def test_a_provider_that_is_not_there_at_all(visitor: Visitor) -> None:
    visitor.connect(issuer="http://127.0.0.1:9")
    _stays_closed(visitor, visitor.begin(), "现在连不上", 503)


def test_userinfo_of_somebody_else_is_not_read(visitor: Visitor) -> None:
    visitor.connect(claims={"id_number": "card"})
    visitor.there.knows("subject-1", name=NAME)
    visitor.there.fails("userinfo of another")
    _stays_closed(visitor, visitor.come(), "没有通过核验")


@pytest.mark.parametrize(
    "claims",
    [
        {"name": NAME}, {"idcard": NUMBER}, {"name": "", "idcard": NUMBER},
        {"name": NAME, "idcard": ""}, {"name": NAME, "idcard": "512002197603150022"},
        {"name": NAME, "idcard": NUMBER[:17]}, {"name": NAME, "idcard": int(NUMBER[:17])},
        {"name": NAME, "idcard": [NUMBER]}, {"name": NAME, "idcard": "5120**********0021"},
        {"name": "用户123", "idcard": NUMBER}, {"name": {"first": NAME}, "idcard": NUMBER},
        {"name": "长" * 101, "idcard": NUMBER},
    ],
)  # fmt: skip
def test_who_has_no_name_or_number_there_does_not_come_in(
    visitor: Visitor, claims: dict[str, Any]
) -> None:
    visitor.there.knows("subject-1", **claims)
    _stays_closed(visitor, visitor.come(), "没有给出可用的姓名和证件号码")


@pytest.mark.parametrize("kind", [None, "", "999"])
def test_a_kind_of_document_that_nobody_knows(visitor: Visitor, kind: str | None) -> None:
    visitor.connect(claims={"id_number": "idcard", "id_kind": "type"}, kinds={"111": "resident"})
    visitor.there.knows("subject-1", name=NAME, idcard=NUMBER, type=kind)
    _stays_closed(visitor, visitor.come(), "没有给出可用的姓名和证件号码")


@pytest.mark.parametrize(("acr", "status"), [("high", 302), ("low", 400), (None, 400)])
def test_who_signed_in_too_weakly_there(visitor: Visitor, acr: str | None, status: int) -> None:
    visitor.connect(acr=["high"])
    visitor.there.knows("subject-1", name=NAME, idcard=NUMBER, acr=acr)
    assert visitor.come().status_code == status


# -- The way back --------------------------------------------------------------------------------


def test_another_state_ends_the_sign_in(visitor: Visitor) -> None:
    back = visitor.brought_back()
    forged = back.replace("state=", "state=x")
    _stays_closed(visitor, visitor.browser.get(forged), "不是从这个浏览器开始的")
    _stays_closed(visitor, visitor.browser.get(back), "不是从这个浏览器开始的")


def test_another_browser_gets_nothing_by_the_address(visitor: Visitor) -> None:
    back = visitor.brought_back()
    stranger = Client()
    assert stranger.get(back).status_code == 400
    assert "_auth_user_id" not in stranger.session
    visitor.browser.get(back)
    assert visitor.user is not None


def test_the_way_back_is_gone_once(visitor: Visitor) -> None:
    back = visitor.brought_back()
    visitor.browser.get(back)
    visitor.browser.post("/logout/")
    assert visitor.browser.get(back).status_code == 400
    assert visitor.user is None


@pytest.mark.parametrize(("seconds", "status"), [(600, 302), (601, 400)])
def test_the_way_back_is_open_for_ten_minutes(visitor: Visitor, seconds: int, status: int) -> None:
    with time_machine.travel(clock.now(), tick=False):
        back = visitor.brought_back()
        session = visitor.browser.session
        kept = session["identity_door"]
        session["identity_door"] = {**kept, "at": kept["at"] - seconds}
        session.save()
        assert visitor.browser.get(back).status_code == status


def test_who_signs_in_meanwhile_is_not_bound(visitor: Visitor) -> None:
    back = visitor.brought_back()
    kept = visitor.browser.session["identity_door"]
    user = User.objects.create_user("somebody", "Tianfu-2026-x")
    visitor.browser.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    session = visitor.browser.session
    session["identity_door"] = kept
    session.save()
    assert visitor.browser.get(back).status_code == 400
    assert not ProviderLink.objects.exists()


def test_an_answer_of_another_issuer_is_not_taken(visitor: Visitor) -> None:
    back = visitor.brought_back()
    assert "iss=" in back
    other = back.replace("iss=http", "iss=https")
    _stays_closed(visitor, visitor.browser.get(other), "没有通过核验")


def test_an_answer_that_does_not_name_its_issuer_is_not_taken(visitor: Visitor) -> None:
    back = visitor.brought_back().replace("iss=", "was=")
    _stays_closed(visitor, visitor.browser.get(back), "没有通过核验")


def test_who_says_no_at_the_provider_is_told_so(visitor: Visitor) -> None:
    back = visitor.brought_back()
    denied = back.replace("code=", "error=access_denied&was=")
    _stays_closed(visitor, visitor.browser.get(denied), "没有放行")


def test_a_code_is_good_for_the_browser_that_asked_alone(visitor: Visitor) -> None:
    """Another's code with one's own state: the verifier does not fit."""
    stolen = visitor.brought_back()
    thief = Visitor(visitor.there, visitor.settings)
    own = thief.brought_back()
    code = stolen.partition("code=")[2].partition("&")[0]
    mixed = own.replace(own.partition("code=")[2].partition("&")[0], code)
    _stays_closed(thief, thief.browser.get(mixed), "没有通过核验")


# -- What stays ----------------------------------------------------------------------------------


def test_nothing_of_the_person_and_no_token_stands_in_the_logs_or_the_session(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        visitor.there.fails("expired")
        visitor.come()
        visitor.there.fails("")
        visitor.come()
    assert visitor.user is not None
    told = caplog.text + str([record.__dict__ for record in caplog.records])
    assert "identity_door_closed" in told
    for secret in (NAME, NUMBER, "subject-1", "id_token"):
        assert secret not in told
    kept = str(dict(visitor.browser.session.items()))
    for secret in (NAME, NUMBER, "subject-1", "token", "verifier", "nonce"):
        assert secret not in kept


def test_the_one_who_only_looks_begins_nothing(visitor: Visitor, settings: LazySettings) -> None:
    assert visitor.browser.get("/login/with/nation/").status_code == 302
    assert "identity_door" not in visitor.browser.session
    assert visitor.there.asked() == []
