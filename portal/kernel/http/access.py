# SPDX-License-Identifier: Apache-2.0
"""Who may come in. What one sees inside is narrowed by each app's ``visible_to``."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from portal.kernel.accounts.models import StaffMember, User
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.http import unsent

if TYPE_CHECKING:
    from collections.abc import Callable


P = ParamSpec("P")


R = TypeVar("R", bound=HttpResponseBase)


def signed_in(
    view: Callable[Concatenate[HttpRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], R]:
    """Ask a visitor without a session to sign in, and lead back to the page he was on.

    An act cannot be repeated by its address: what was typed is kept for its owner and offered
    again after signing in; where that cannot be, one returns to the page with its form.
    """

    @wraps(view)
    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        back = request.get_full_path()
        if request.method not in ("GET", "HEAD"):
            if kept := unsent.keep(request):
                response = redirect_to_login(unsent.page())
                unsent.remember(request, response, kept)
                return cast("R", response)
            came_from = request.headers.get("Referer", "")
            is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
            back = came_from if is_ours else "/"
        return cast("R", redirect_to_login(back))

    return asked


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user of a request; raises Http404 for an anonymous one."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def staff_of(user: User) -> StaffMember:
    """Return the staff row; raises Http404 for a citizen, to whom staff pages do not exist."""
    if user.staff_member is None:
        raise Http404
    return user.staff_member


def require(user: User, *roles: str) -> None:
    """Raise Http404 unless the user holds one of the roles today."""
    if not roles_of(user) & set(roles):
        raise Http404


def staff_only(
    *roles: str,
) -> Callable[[Callable[Concatenate[HttpRequest, P], R]], Callable[Concatenate[HttpRequest, P], R]]:
    """Admit only signed-in staff with one of the roles; everybody else gets a 404."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], R]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            require(user_of(request), *roles)
            return view(request, *args, **kwargs)

        return signed_in(guarded)

    return decorate


def citizen_only(
    view: Callable[Concatenate[HttpRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], R]:
    """Admit a signed-in user with a person of his own, and helpers, who act for others (帮办代办).

    Other accounts of staff get a 404.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        user = user_of(request)
        if user.person_id is None and Role.HELPER not in roles_of(user):
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(guarded)
