# SPDX-License-Identifier: Apache-2.0
"""Letters to the signed-in person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from portal.kernel.http.access import signed_in, user_of
from portal.kernel.notices.actions import read_notice
from portal.kernel.notices.models import Notice

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE = 20


def _letters(request: HttpRequest) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user_of(request))


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """List the letters, newest first."""
    page = Paginator(_letters(request), PAGE).get_page(request.GET.get("page"))
    return render(request, "web/inbox.html", {"page": page})


@signed_in
@require_POST
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a letter as read and go where it leads."""
    notice = get_object_or_404(_letters(request), pk=pk)
    read_notice(notice=notice, by=user_of(request))
    return HttpResponseRedirect(notice.link or "/inbox/")
