# SPDX-License-Identifier: Apache-2.0
"""What every request passes through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from portal.config import middleware
from tests.conftest import SetClock

Handler = Callable[[HttpRequest], HttpResponse]


def _ok(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def _address(settings: LazySettings, count: int, forwarded: str) -> str:
    settings.TRUSTED_PROXY_COUNT = count
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="10.0.0.9")
    middleware.proxy(_ok)(request)
    return str(request.META["REMOTE_ADDR"])


def test_without_a_proxy_of_ours_the_header_is_not_believed(settings: LazySettings) -> None:
    assert _address(settings, 0, "1.2.3.4") == "10.0.0.9"


def test_behind_one_proxy_only_its_own_entry_counts(settings: LazySettings) -> None:
    assert _address(settings, 1, "6.6.6.6, 1.2.3.4") == "1.2.3.4"


def test_a_chain_shorter_than_our_proxies_is_not_believed(settings: LazySettings) -> None:
    assert _address(settings, 2, "1.2.3.4") == "10.0.0.9"


def _visit(session: SessionStore) -> SessionStore:
    request = RequestFactory().get("/")
    request.COOKIES["sessionid"] = "there"
    request.session = session
    middleware.session_age(_ok)(request)
    return session


def _signed_in(*, staff: bool = False) -> SessionStore:
    session = SessionStore()
    session["_auth_user_id"] = "1"
    session["staff"] = staff
    return session


@pytest.mark.parametrize(
    ("staff", "back_at", "still_in"),
    [
        (False, "2026-03-02 09:30", True),
        (False, "2026-03-02 09:31", False),
        (True, "2026-03-02 09:15", True),
        (True, "2026-03-02 09:16", False),
    ],
)
def test_an_idle_session_ends_staff_sooner(
    clock_at: SetClock, *, staff: bool, back_at: str, still_in: bool
) -> None:
    clock_at("2026-03-02 09:00")
    session = _visit(_signed_in(staff=staff))
    clock_at(back_at)
    assert ("_auth_user_id" in _visit(session)) is still_in


def test_a_busy_session_ends_after_twelve_hours(clock_at: SetClock) -> None:
    clock_at("2026-03-02 08:00")
    session = _visit(_signed_in())
    for hour in range(8, 20):
        for minute in ("10", "30", "50"):
            clock_at(f"2026-03-02 {hour:02}:{minute}")
            _visit(session)
    assert "_auth_user_id" in session
    clock_at("2026-03-02 20:01")
    assert "_auth_user_id" not in _visit(session)


def test_a_visit_within_a_minute_writes_no_session(clock_at: SetClock) -> None:
    clock_at("2026-03-02 09:00:00")
    session = _visit(_signed_in())
    session.modified = False
    clock_at("2026-03-02 09:00:59")
    assert not _visit(session).modified


def _language(query: str = "", cookie: str = "", accept: str = "en") -> tuple[str, HttpResponse]:
    request = RequestFactory().get(f"/{query}", HTTP_ACCEPT_LANGUAGE=accept)
    if cookie:
        request.COOKIES["django_language"] = cookie
    spoken: list[str] = []

    def view(_request: HttpRequest) -> HttpResponse:
        spoken.append(translation.get_language() or "")
        return HttpResponse()

    response = middleware.language(view)(request)
    return spoken[0], response


def test_the_portal_speaks_chinese_whatever_the_browser_prefers() -> None:
    spoken, response = _language()
    assert spoken == "zh-hans"
    assert not response.cookies


def test_english_is_asked_for_once_and_kept() -> None:
    spoken, response = _language("?lang=en")
    assert spoken == "en"
    assert response.cookies["django_language"].value == "en"
    assert _language(cookie="en")[0] == "en"
    assert _language("?lang=zh-hans", cookie="en")[0] == "zh-hans"


def test_an_unknown_language_is_ignored() -> None:
    spoken, response = _language("?lang=xx")
    assert spoken == "zh-hans"
    assert not response.cookies
