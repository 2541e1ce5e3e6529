# SPDX-License-Identifier: Apache-2.0
"""What happens once it is known who somebody is: a session, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp import login as otp_login

from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.http import sign_in, unsent
from portal.kernel.passkeys.actions import is_staff_account
from portal.web.account import own

if TYPE_CHECKING:
    from django_otp.models import Device

    from portal.kernel.accounts.models import User

#: Where each role starts its day, first match wins.
DESKS = (
    (Role.CLERK, "licensing:counter"),
    (Role.REVIEWER, "licensing:review"),
    (Role.EXAMINER, "licensing:review"),
    (Role.APPROVER, "licensing:review"),
    (Role.SUPERVISOR, "web:supervision"),
    (Role.INSPECTOR, "web:supervision"),
    (Role.EDITOR, "services:editor_desk"),
    (Role.SYSTEM_ADMIN, "web:staff_desk"),
    (Role.SECURITY_ADMIN, "web:staff_desk"),
)
_BACKEND = "portal.kernel.backends.LowerCaseBackend"


def asked(request: HttpRequest) -> str:
    """Return the page that somebody wanted when he was asked to sign in; "" for none."""
    return request.POST.get("next") or request.GET.get("next") or ""


def safe(request: HttpRequest, target: str) -> str:
    """Return an address of ours, "" for any other."""
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else ""


def way_on(request: HttpRequest, user: User, target: str) -> str:
    """Return where somebody goes now: the page that he wanted, else his desk."""
    if target := safe(request, target):
        return target
    held = roles_of(user)
    return resolve_url(next((desk for role, desk in DESKS if role in held), "web:home"))


def enter(
    request: HttpRequest, user: User, *, device: Device | None = None, target: str | None = None
) -> HttpResponse:
    """Sign somebody in and lead on; what another had typed here is gone.

    ``device``: with what the second factor was given. ``target``: the page wanted, None for the one
    that the request names.
    """
    login(request, user, backend=_BACKEND)
    if device is not None:
        otp_login(request, device)
    request.session["staff"] = is_staff_account(user)
    own.note(request, user)
    unsent.note_owner(request, user)
    wanted = asked(request) if target is None else target
    response = HttpResponseRedirect(way_on(request, user, wanted))
    sign_in.remember_device(request, response, user)
    unsent.drop(request, response, but_of=user)
    return response
