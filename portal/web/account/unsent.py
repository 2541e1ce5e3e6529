# SPDX-License-Identifier: Apache-2.0
"""What was typed when the session was over or the page stale, offered again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from portal.kernel.http import unsent
from portal.kernel.http.access import signed_in, user_of

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Codes of choices, keys and numbers of rows: they tell a reader nothing.
_CODE = re.compile(r"[A-Za-z0-9_:-]{0,40}")


def _readable(values: Iterable[tuple[str, str]]) -> list[str]:
    """Return what a person typed, as he would know it again."""
    return [value for _name, value in values if not _CODE.fullmatch(value.strip())]


@signed_in
@require_safe
def unsent_form(request: HttpRequest) -> HttpResponse:
    """Show what is kept for the user, to be sent once more or let go."""
    row = unsent.found(request, user_of(request))
    if row is None:
        return HttpResponseRedirect(reverse("web:home"))
    content = row.content
    return render(
        request,
        "web/account/unsent.html",
        {
            "path": content["path"],
            "values": content["values"],
            "shown": _readable(content["values"]),
            "files": content["files"],
        },
    )


@signed_in
@require_POST
def drop_unsent(request: HttpRequest) -> HttpResponse:
    """Let go what is kept."""
    response = HttpResponseRedirect(reverse("web:home"))
    unsent.drop(request, response)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret is not that of the browser: kept for its owner, or refused.

    Only a page of ours knows a secret that belongs to somebody: what another site makes a
    browser send is never kept.
    """
    # without an address to come from, sending again would fail again
    token = "" if reason.startswith(("Origin", "Referer")) else unsent.keep(request)
    if not token:
        return render(request, "web/stale_page.html", {"reason": reason}, status=403)
    is_here = request.user.is_authenticated
    response = HttpResponseRedirect(unsent.page()) if is_here else redirect_to_login(unsent.page())
    unsent.remember(request, response, token)
    return response
