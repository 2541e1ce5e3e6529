# SPDX-License-Identifier: Apache-2.0
"""Keeping a form that could not be carried out: by the secret of its own page, in this browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from django.middleware import csrf
from django.urls import reverse

from portal.kernel import clock
from portal.kernel.identity.unsent import (
    drop_unsent,
    forget_form_key,
    keep_unsent,
    note_form_key,
    unsent_of,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from portal.kernel.accounts.models import User
    from portal.kernel.identity.models import UnsentForm

COOKIE = "unsent_form"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of an input
_TOKEN_SHAPE = re.compile(r"[A-Za-z0-9]{64}")
#: What is never kept, however it was typed, and forms that are about nothing else.
_SECRET = re.compile(r"pass|secret|token|otp|current|(^|_)code$", re.IGNORECASE)
#: Pages of editors where ``code`` is that of an item or a line, no secret.
_NAMES_THINGS = ("services:editor_new", "services:editor_offering_act", "services:form_field_share")
_NOT_KEPT = (
    "web:login", "web:logout", "web:second_factor", "web:register", "web:forgot", "web:recover",
    "web:drop_unsent", "web:set_up",
)  # fmt: skip


def page() -> str:
    """Return the address where a kept form is offered again."""
    return reverse("web:unsent")


def note_owner(request: HttpRequest, user: User) -> None:
    """Note that forms of this browser are the user's from now on; to be called after signing in."""
    csrf.get_token(request)
    note_form_key(user=user, secret=request.META["CSRF_COOKIE"], at=clock.now())


def forget_owner(request: HttpRequest) -> None:
    """Let the forms of this browser be nobody's again; to be called when signing out."""
    csrf.get_token(request)
    forget_form_key(secret=request.META["CSRF_COOKIE"])
    csrf.rotate_token(request)


def _secret_of(request: HttpRequest) -> str:
    """Return the secret in the form that was sent, "" without one."""
    token = request.POST.get(TOKEN, "")
    if not _TOKEN_SHAPE.fullmatch(token):
        return ""
    # half private, but there is no other way to tell whose page a form came from
    return cast("str", csrf._unmask_cipher_token(token))  # type: ignore[attr-defined]


def keep(request: HttpRequest) -> str:
    """Keep the form of a POST for its owner; returns the token, "" when it cannot be kept."""
    secret = _secret_of(request)
    view = request.resolver_match.view_name if request.resolver_match is not None else ""
    if not secret or view in _NOT_KEPT:
        return ""
    values = [
        (name, value)
        for name, given in request.POST.lists()
        if not _SECRET.search(name) or (name == "code" and view in _NAMES_THINGS)
        for value in given
    ]
    files = [file.name or "" for _name, some in request.FILES.lists() for file in some]
    return keep_unsent(
        secret=secret,
        path=request.get_full_path(),
        values=values,
        files=files,
        beside=request.user if request.user.is_authenticated else None,
        at=clock.now(),
    )


def remember(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Give the browser the token of what was kept, until it closes."""
    response.set_cookie(COOKIE, token, secure=request.is_secure(), httponly=True, samesite="Lax")


def found(request: HttpRequest, user: User) -> UnsentForm | None:
    """Return what is kept for this user in this browser."""
    token = request.COOKIES.get(COOKIE, "")
    return unsent_of(token, user, clock.now()) if token else None


def drop(request: HttpRequest, response: HttpResponse, *, but_of: User | None = None) -> None:
    """Delete what is kept in this browser, unless it belongs to the user who has come."""
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return
    drop_unsent(token=token, but_of=but_of)
    if but_of is None or unsent_of(token, but_of, clock.now()) is None:
        response.delete_cookie(COOKIE)
