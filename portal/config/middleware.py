# SPDX-License-Identifier: Apache-2.0
"""What every request passes through: address, log line, session age, keeping, language."""

from __future__ import annotations

import time
from collections.abc import Callable
from secrets import token_hex

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from portal.kernel import acts, clock
from portal.kernel.http import addresses

Handler = Callable[[HttpRequest], HttpResponse]
QUIET = ("/static/", "/healthz", "/readyz", "/metrics")
SEEN, BEGUN = "seen_at", "begun_at"
SEEN_STEP = 60  # seconds between two writes of "last seen"

log = structlog.get_logger("portal.request")


def proxy(get_response: Handler) -> Handler:
    """Take the visitor's address from as many proxies as we run ourselves, never from more."""

    def middleware(request: HttpRequest) -> HttpResponse:
        count = settings.TRUSTED_PROXY_COUNT
        if count:
            chain = [
                part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            ]
            if len(chain) >= count and (address := addresses.plain(chain[-count])):
                request.META["REMOTE_ADDR"] = address
        return get_response(request)

    return middleware


def request_log(get_response: Handler) -> Handler:
    """One line a request: who (id), what, how long. No query string, it may hold a name."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(QUIET):
            return get_response(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=token_hex(8))
        started = time.perf_counter()
        response = get_response(request)
        user = getattr(request, "_cached_user", None)  # asking request.user would cost a query
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
            user_id=getattr(user, "pk", None),
        )
        return response

    return middleware


def permissions(get_response: Handler) -> Handler:
    """Let no page, and nothing that one may be made to load, use devices; a view may say more."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response

    return middleware


def session_age(get_response: Handler) -> Handler:
    """End a session that was idle too long or is too old."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        _check_age(request)
        return get_response(request)

    return middleware


def keeping(get_response: Handler) -> Handler:
    """Say what an answer depends on, and who may keep it; a view that knows better has the say.

    All pages depend on cookies: language, size of letters, who is signed in. The browser's own
    language is never asked, so that no answer depends on it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        patch_vary_headers(response, ("Cookie",))
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and "_auth_user_id" in request.session:
            # no "back" into somebody's matters on a shared computer after signing out
            rule = "private, no-store"
        elif has_session or response.cookies:
            rule = "private, no-cache"
        else:
            rule = "no-cache"  # may be kept, but is asked for anew each time
        response.headers.setdefault("Cache-Control", rule)
        return response

    return middleware


def _check_age(request: HttpRequest) -> None:
    session = request.session
    if "_auth_user_id" not in session:
        return
    now = int(clock.now().timestamp())
    seen = session.get(SEEN, now)
    idle = (
        settings.SESSION_STAFF_IDLE_SECONDS
        if session.get("staff")
        else settings.SESSION_IDLE_SECONDS
    )
    if now - seen > idle or now - session.get(BEGUN, now) > settings.SESSION_COOKIE_AGE:
        session.flush()
        return
    if BEGUN not in session:
        session[BEGUN] = now
    if SEEN not in session or now - seen >= SEEN_STEP:
        session[SEEN] = now


def page_reads(get_response: Handler) -> Handler:
    """Let a page that only reads ask for the same thing once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with acts.reading():
            return get_response(request)

    return middleware


def language(get_response: Handler) -> Handler:
    """Chinese, unless the visitor asked for another language by `?lang=`; kept in a cookie."""
    known = {code for code, _name in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        chosen = next((code for code in (asked, cookie) if code in known), settings.LANGUAGE_CODE)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        if asked in known and asked != cookie:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=365 * 24 * 60 * 60,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
        return response

    return middleware
