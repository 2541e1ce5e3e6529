# SPDX-License-Identifier: Apache-2.0
"""Signing in by a provider that knows who somebody is, and binding one's account to it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.kernel import clock
from portal.kernel.errors import PortalError
from portal.kernel.http.access import signed_in, user_of
from portal.kernel.http.limits import limited
from portal.kernel.providers import actions, asking
from portal.kernel.providers.asking import DoorClosed
from portal.web.account import own
from portal.web.account.entering import asked, enter, safe

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User
    from portal.kernel.providers.rules import Provider

#: Under which key the session keeps the one sign-in that is on its way, and for how many seconds.
_ON_ITS_WAY, _LIFE = "identity_door", 600


@dataclass(frozen=True)
class Choice:
    """A provider on the account's page, and whether it opens the account."""

    provider: Provider
    is_linked: bool


def choices(user: User) -> list[Choice]:
    """Return the city's providers for a citizen's account; none for others."""
    if user.person_id is None:
        return []
    linked = {one.provider for one in actions.links_of(user)}
    return [Choice(one, one.code in linked) for one in settings.IDENTITY_PROVIDERS.values()]


def _provider(code: str) -> Provider:
    if code not in settings.IDENTITY_PROVIDERS:
        raise Http404
    found: Provider = settings.IDENTITY_PROVIDERS[code]
    return found


def _back_address(provider: Provider) -> str:
    return f"{settings.PUBLIC_URL}{reverse('web:door_back', args=[provider.code])}"


def _closed(request: HttpRequest, error: PortalError) -> HttpResponse:
    """Say why nobody came in, and what else there is."""
    page = render(request, "web/account/door_closed.html", {"error": error}, status=error.status)
    if error.wait:
        page["Retry-After"] = str(error.wait)
    return page


@never_cache
@require_POST
@limited("door", most=60, seconds=600)
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Lead the browser to the provider.

    Not by a redirect: the browser holds those that answer a form to our own addresses (CSP).
    """
    provider = _provider(code)
    try:
        begun = asking.begin(provider, redirect_uri=_back_address(provider))
    except DoorClosed as error:
        return _closed(request, error)
    kept = {name: value for name, value in asdict(begun).items() if name != "address"}
    request.session[_ON_ITS_WAY] = {
        **kept,
        "provider": provider.code,
        "user": request.user.pk,
        "next": safe(request, asked(request)),
        "at": int(clock.now().timestamp()),
    }
    context = {"provider": provider, "address": begun.address}
    return render(request, "web/account/door_away.html", context)


@never_cache
@require_safe
@limited("door_back", most=60, seconds=600)
def back(request: HttpRequest, code: str) -> HttpResponse:
    """Take what the provider says: sign in, or bind the account that is signed in here."""
    provider = _provider(code)
    kept = request.session.pop(_ON_ITS_WAY, None)
    try:
        told = _told(request, provider, kept)
        if kept["user"] is None:
            return _came_in(request, provider, told, kept["next"])
        actions.link(user=user_of(request), provider=provider, told=told, at=clock.now())
    except PortalError as error:
        return _closed(request, error)
    request.session[own.CAME_AT] = int(clock.now().timestamp())
    said = gettext("已绑定“%(name)s”，以后可以用它登录。")
    messages.success(request, said % {"name": provider.name})
    return HttpResponseRedirect(reverse("web:account"))


def _told(request: HttpRequest, provider: Provider, kept: Any) -> asking.Told:
    """Return what the provider proves, when this browser asked it, just now, as the same user."""
    state, at = request.GET.get("state", ""), clock.now()
    if (
        not isinstance(kept, dict)
        or kept["provider"] != provider.code
        or not compare_digest(kept["state"].encode(), state.encode())
        or not 0 <= int(at.timestamp()) - kept["at"] <= _LIFE
        or kept["user"] != request.user.pk
    ):
        raise DoorClosed(provider, "stale", "state")
    if "error" in request.GET or not request.GET.get("code"):
        raise DoorClosed(provider, "declined", "no code")
    return asking.finish(
        provider, code=request.GET["code"], issuer=request.GET.get("iss", ""),
        nonce=kept["nonce"], verifier=kept["verifier"], redirect_uri=_back_address(provider), at=at,
    )  # fmt: skip


def _came_in(
    request: HttpRequest, provider: Provider, told: asking.Told, target: str
) -> HttpResponse:
    user = actions.enter(provider=provider, told=told, at=clock.now())
    response = enter(request, user, target=target)
    request.session[own.CAME_AT] = int(clock.now().timestamp())
    return response


@signed_in
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Let a provider open one's account no longer."""
    actions.unlink(user=user_of(request), code=code)
    messages.success(request, gettext("已解除绑定。"))
    return HttpResponseRedirect(reverse("web:account"))
