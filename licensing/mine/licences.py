# SPDX-License-Identifier: Apache-2.0
"""One's licences: what is held until when, and asking for the renewal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from licensing.apply.renewal import start_renewal
from licensing.bans.queries import bans_of
from licensing.licences.queries import licences_of, with_windows
from portal.kernel import clock
from portal.kernel.deadlines.terms.rows import by_subject
from portal.kernel.http.access import citizen_only, user_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = 20


@citizen_only
@require_safe
def licences(request: HttpRequest) -> HttpResponse:
    """List the licences and bans of oneself and one's enterprises."""
    user, today = user_of(request), clock.today()
    page = Paginator(licences_of(user), PAGE).get_page(request.GET.get("page"))
    held = [
        (licence, window, window is not None and window.is_open(today))
        for licence, window in with_windows(page.object_list, today)
    ]
    bans = list(bans_of(user))
    terms = by_subject(
        [row.subject_id for row in page.object_list] + [ban.subject_id for ban in bans]
    )
    return render(
        request,
        "licensing/mine/licences.html",
        {"page": page, "held": held, "bans": bans, "terms": terms, "today": today},
    )


@citizen_only
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the application to renew a licence, or the one that is open already."""
    user = user_of(request)
    licence = get_object_or_404(licences_of(user), pk=pk)
    case = start_renewal(licence=licence, by=user, at=clock.now())
    if case.number:
        return HttpResponseRedirect(reverse("licensing:case", args=[case.number]))
    code = case.version.offering.code
    return HttpResponseRedirect(reverse("licensing:apply_contact", args=[code, case.pk]))
