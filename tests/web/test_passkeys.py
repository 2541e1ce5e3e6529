# SPDX-License-Identifier: Apache-2.0
"""Passkeys of staff: made, used and removed by their owner; each wrong answer is refused."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember, User
from portal.kernel.audit.models import Event
from portal.kernel.notices.models import Notice
from portal.kernel.passkeys.models import Passkey
from portal.kernel.staff.actions import reset_second_factor
from tests import city as cities
from tests.authenticator import PRESENT, VERIFIED, Authenticator

if TYPE_CHECKING:
    from django.conf import LazySettings

PASSWORD = "a-long-own-Passw0rd"
PAGE, NEW, CODE = "/account/passkeys/", "/account/passkeys/new/", "/login/code/"
FAILED, STALE = "没有通过核验", "这一步已经过期"


@pytest.fixture
def city(db: None) -> cities.City:
    city = cities.build()
    for user in (city.li, city.zhou):
        user.set_password(PASSWORD)
        user.save()
    return city


def _browser(user: User | None = None) -> Client:
    browser = Client(headers={"host": "localhost:8000"})
    if user is not None:
        browser.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return browser


def _options(answer: Any) -> str:
    found = re.search(r'data-options="([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return unescape(found[1])


def _asked(browser: Client, name: str = "办公电脑") -> str:
    return _options(browser.post(PAGE, {"name": name, "current": PASSWORD}))


def _made(user: User, name: str = "办公电脑") -> Authenticator:
    browser, one = _browser(user), Authenticator()
    answer = browser.post(NEW, {"answer": one.make(_asked(browser, name))}, follow=True)
    assert "通行密钥已添加" in answer.content.decode()
    return one


def _at_the_door(user: User, target: str = "") -> tuple[Client, str]:
    """Sign in with the password; return the browser and what the next page asks of it."""
    browser = _browser()
    given = {"username": user.username, "password": PASSWORD, "next": target}
    answer = browser.post("/login/", given, follow=True)
    return browser, _options(answer)


def _is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


# -- Making --------------------------------------------------------------------------------------


def test_a_passkey_is_made_named_and_listed_and_its_owner_told(city: cities.City) -> None:
    _made(city.li)
    row = Passkey.objects.get()
    assert (row.user, row.name, row.transports) == (city.li, "办公电脑", ["internal"])
    assert "办公电脑" in _browser(city.li).get(PAGE).content.decode()
    assert Event.objects.get(verb="kernel.account.add_passkey").facts == {"passkey": row.pk}
    assert Notice.objects.get(user=city.li).kind == "passkey_changed"


def test_what_the_browser_is_asked(city: cities.City) -> None:
    first = _made(city.li)
    asked = json.loads(_asked(_browser(city.li), "备用"))
    assert asked["rp"]["id"] == "localhost"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert len(asked["excludeCredentials"]) == 1
    assert first.credential_id.hex() not in json.dumps(asked["user"])
    assert str(city.li.pk) != asked["user"]["id"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://localhost:9"}, {"origin": "https://evil.example"},
        {"domain": "evil.example"}, {"flags": PRESENT}, {"flags": VERIFIED},
        {"challenge": "AAAA"},
    ],
)  # fmt: skip
def test_a_wrong_answer_makes_none(city: cities.City, wrong: dict[str, Any]) -> None:
    browser = _browser(city.li)
    answer = Authenticator().make(_asked(browser), **wrong)
    assert "没有建成" in browser.post(NEW, {"answer": answer}, follow=True).content.decode()
    assert not Passkey.objects.exists()
    assert not Event.objects.filter(verb__contains="passkey").exists()


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"id": 1}', "x" * 50_000, "[" * 30_000]
)
def test_nonsense_makes_none(city: cities.City, answer: str) -> None:
    browser = _browser(city.li)
    _asked(browser)
    assert "没有建成" in browser.post(NEW, {"answer": answer}, follow=True).content.decode()
    assert not Passkey.objects.exists()


def test_a_challenge_is_answered_once(city: cities.City) -> None:
    browser, one = _browser(city.li), Authenticator()
    options = _asked(browser)
    browser.post(NEW, {"answer": one.make(options)})
    again = browser.post(NEW, {"answer": Authenticator().make(options)}, follow=True)
    assert STALE in again.content.decode()
    assert Passkey.objects.count() == 1


def test_a_challenge_of_another_session_is_none(city: cities.City) -> None:
    answer = Authenticator().make(_asked(_browser(city.li)))
    assert STALE in _browser(city.li).post(NEW, {"answer": answer}, follow=True).content.decode()
    assert not Passkey.objects.exists()


@pytest.mark.parametrize(("seconds", "made"), [(290, 1), (301, 0)])
def test_a_challenge_lives_five_minutes(city: cities.City, seconds: int, made: int) -> None:
    browser = _browser(city.li)
    options = _asked(browser)
    session = browser.session
    kept = session["passkey_adding"]
    session["passkey_adding"] = {**kept, "at": kept["at"] - seconds}
    session.save()
    browser.post(NEW, {"answer": Authenticator().make(options)})
    assert Passkey.objects.count() == made


def test_one_passkey_is_nobody_elses_too(city: cities.City) -> None:
    one = _made(city.li)
    browser = _browser(city.zhou)
    answer = browser.post(NEW, {"answer": one.make(_asked(browser))}, follow=True)
    assert "已经登记过" in answer.content.decode()
    assert Passkey.objects.get().user == city.li


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"name": "", "current": PASSWORD}, "id_name", "填"),
        ({"name": "长" * 41, "current": PASSWORD}, "id_name", "40"),
        ({"name": "办公电脑", "current": PASSWORD}, "id_name", "叫这个名字"),
        ({"name": "备用", "current": "wrong"}, "id_current", "密码不对"),
    ],
)
def test_name_and_password_are_looked_at_before_anything_is_made(
    city: cities.City, given: dict[str, str], field: str, said: str
) -> None:
    _made(city.li)
    answer = _browser(city.li).post(PAGE, given)
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.content.decode()
    assert said in answer.content.decode()
    assert "data-options" not in answer.content.decode()


def test_ten_are_enough(city: cities.City) -> None:
    for turn in range(9):
        Passkey.objects.create(
            user=city.li, name=f"p{turn}", credential_id=f"c{turn}", public_key="k",
            made_at=clock.now(),
        )  # fmt: skip
    _made(city.li, "第十")
    answer = _browser(city.li).post(PAGE, {"name": "第十一", "current": PASSWORD})
    assert "最多10个" in answer.content.decode()
    assert Passkey.objects.count() == 10


def test_citizens_have_none(city: cities.City) -> None:
    assert _browser(city.alice).get(PAGE).status_code == 404
    assert _browser(city.alice).post(NEW).status_code == 404


def test_an_address_that_is_an_ip_says_so(city: cities.City, settings: LazySettings) -> None:
    settings.PASSKEY_DOMAIN = ""
    browser = _browser(city.li)
    assert "浏览器不允许使用通行密钥" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, {"name": "a", "current": PASSWORD}).status_code == 400


def test_who_came_by_another_address_is_led_to_the_right_one(city: cities.City) -> None:
    browser = Client(headers={"host": "127.0.0.1:8000"})
    browser.force_login(city.li, backend="portal.kernel.backends.LowerCaseBackend")
    assert 'href="http://localhost:8000/account/passkeys/"' in browser.get(PAGE).content.decode()


# -- Signing in ----------------------------------------------------------------------------------


def test_with_the_passkey_one_is_in_and_counts_as_verified(
    city: cities.City, settings: LazySettings
) -> None:
    one = _made(city.li)
    settings.STAFF_TOTP_REQUIRED = True
    browser, options = _at_the_door(city.li, "/inbox/")
    assert not _is_in(browser)
    answer = browser.post(CODE, {"answer": one.use(options), "next": "/inbox/"})
    assert answer["Location"] == "/inbox/"
    assert browser.session["otp_device_id"] == Passkey.objects.get().persistent_id
    assert browser.session["staff"] is True
    assert (Passkey.objects.get().sign_count, Passkey.objects.get().used_at is None) == (1, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://localhost:9"}, {"origin": "https://evil.example"},
        {"domain": "evil.example"}, {"flags": PRESENT}, {"flags": VERIFIED}, {"challenge": "AAAA"},
        {"kind": "webauthn.create"}, {"handle": b"somebody else"},
    ],
)  # fmt: skip
def test_a_wrong_answer_lets_nobody_in(city: cities.City, wrong: dict[str, Any]) -> None:
    one = _made(city.li)
    browser, options = _at_the_door(city.li)
    answer = browser.post(CODE, {"answer": one.use(options, **wrong)})
    assert (answer.status_code, _is_in(browser)) == (400, False)
    assert FAILED in answer.content.decode()
    assert Passkey.objects.get().sign_count == 0


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"id": []}', "x" * 50_000, "[" * 30_000]
)
def test_nonsense_lets_nobody_in(city: cities.City, answer: str) -> None:
    _made(city.li)
    browser, _options_of = _at_the_door(city.li)
    assert browser.post(CODE, {"answer": answer}).status_code == 400
    assert not _is_in(browser)


def test_another_key_under_its_name_lets_nobody_in(city: cities.City) -> None:
    one = _made(city.li)
    forged = Authenticator(credential_id=one.credential_id, handle=one.handle)
    browser, options = _at_the_door(city.li)
    assert browser.post(CODE, {"answer": forged.use(options)}).status_code == 400
    assert not _is_in(browser)


def test_a_colleagues_passkey_is_not_mine(city: cities.City) -> None:
    _made(city.li)
    other = _made(city.zhou)
    browser, options = _at_the_door(city.li)
    assert browser.post(CODE, {"answer": other.use(options)}).status_code == 400
    assert not _is_in(browser)


@pytest.mark.parametrize(("step", "is_in"), [(1, True), (0, False), (-1, False)])
def test_a_count_that_does_not_grow_is_a_copy(city: cities.City, step: int, is_in: bool) -> None:
    one = _made(city.li)
    browser, options = _at_the_door(city.li)
    browser.post(CODE, {"answer": one.use(options, step=5)})
    browser, options = _at_the_door(city.li)
    answer = browser.post(CODE, {"answer": one.use(options, step=step)})
    assert _is_in(browser) == is_in
    told = Event.objects.filter(verb="kernel.account.passkey_copied")
    assert told.exists() != is_in
    assert Passkey.objects.get().sign_count == (6 if is_in else 5)
    assert is_in or "可能被人复制过" in answer.content.decode()


def test_one_that_never_counts_is_taken(city: cities.City) -> None:
    one = _made(city.li)
    for _turn in range(2):
        browser, options = _at_the_door(city.li)
        browser.post(CODE, {"answer": one.use(options, step=0)})
        assert _is_in(browser)


def test_an_answer_counts_once_and_in_its_own_session(city: cities.City) -> None:
    one = _made(city.li)
    browser, options = _at_the_door(city.li)
    answer = one.use(options)
    stranger, _others = _at_the_door(city.li)
    assert stranger.post(CODE, {"answer": answer}).status_code == 400
    assert browser.post(CODE, {"answer": answer}).status_code == 302
    late, _fresh = _at_the_door(city.li)
    assert late.post(CODE, {"answer": answer}).status_code == 400
    assert not _is_in(stranger)
    assert not _is_in(late)


def test_each_page_asks_anew(city: cities.City) -> None:
    one = _made(city.li)
    browser, first = _at_the_door(city.li)
    second = _options(browser.get(CODE))
    assert json.loads(first)["challenge"] != json.loads(second)["challenge"]
    assert browser.post(CODE, {"answer": one.use(first)}).status_code == 400
    assert not _is_in(browser)


def test_without_the_password_there_is_nothing_to_answer(city: cities.City) -> None:
    one = _made(city.li)
    _at, options = _at_the_door(city.li)
    stranger = _browser()
    assert stranger.post(CODE, {"answer": one.use(options)})["Location"] == "/login/"
    assert not _is_in(stranger)


def test_the_authenticator_still_opens_beside_it(city: cities.City, settings: LazySettings) -> None:
    settings.STAFF_TOTP_REQUIRED = True
    device = TOTPDevice.objects.create(user=city.li, name="a", confirmed=True)
    _made(city.li)
    browser, _options_of = _at_the_door(city.li)
    code = f"{totp(device.bin_key):06}"
    assert browser.post(CODE, {"code": code}).status_code == 302
    assert _is_in(browser)


# -- Taking away ---------------------------------------------------------------------------------


def _remove(user: User, row: Passkey, password: str = PASSWORD) -> Any:
    return _browser(user).post(f"{PAGE}{row.pk}/remove/", {"current": password}, follow=True)


def test_one_of_several_is_removed_and_opens_nothing_more(
    city: cities.City, settings: LazySettings
) -> None:
    settings.STAFF_TOTP_REQUIRED = True
    lost = _made(city.li)
    _made(city.li, "备用")
    browser, options = _at_the_door(city.li)
    assert "已移除" in _remove(city.li, Passkey.objects.get(name="办公电脑")).content.decode()
    assert browser.post(CODE, {"answer": lost.use(options)}).status_code == 400
    assert not _is_in(browser)
    assert Notice.objects.filter(user=city.li, kind="passkey_changed").count() == 3


@pytest.mark.parametrize(("asked_of_all", "left"), [(True, 1), (False, 0)])
def test_the_last_factor_stays_where_one_is_asked(
    city: cities.City, settings: LazySettings, asked_of_all: bool, left: int
) -> None:
    _made(city.li)
    settings.STAFF_TOTP_REQUIRED = asked_of_all
    answer = _remove(city.li, Passkey.objects.get())
    assert Passkey.objects.count() == left
    assert ("最后一道第二验证" in answer.content.decode()) == asked_of_all


def test_beside_an_authenticator_the_passkey_may_go(
    city: cities.City, settings: LazySettings
) -> None:
    settings.STAFF_TOTP_REQUIRED = True
    _made(city.li)
    waiting = TOTPDevice.objects.create(user=city.li, name="a", confirmed=False)
    _remove(city.li, Passkey.objects.get())
    assert Passkey.objects.count() == 1
    TOTPDevice.objects.filter(pk=waiting.pk).update(confirmed=True)
    _remove(city.li, Passkey.objects.get())
    assert not Passkey.objects.exists()


def test_it_stays_with_a_wrong_password_and_for_others(city: cities.City) -> None:
    _made(city.li)
    row = Passkey.objects.get()
    assert _remove(city.li, row, "wrong").status_code == 400
    assert _remove(city.zhou, row).status_code == 404
    assert Passkey.objects.count() == 1


def test_the_staff_desk_takes_passkeys_with_the_authenticator(city: cities.City) -> None:
    one = _made(city.li)
    _made(city.zhou)
    browser, options = _at_the_door(city.li)
    member = StaffMember.objects.get(user=city.li)
    reset_second_factor(member=member, reason="验证器和电脑一起丢了", by=city.gu, at=clock.now())
    assert [row.user for row in Passkey.objects.all()] == [city.zhou]
    assert browser.post(CODE, {"answer": one.use(options)}).status_code == 400
    assert not _is_in(browser)
