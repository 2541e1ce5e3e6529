# SPDX-License-Identifier: Apache-2.0
"""Approving several drafts at once from the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import PortalError
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.numbers import key as asked_key
from services import queries_desk
from services.actions.reviewing import approve
from services.models.draft import Draft


@staff_only(Role.EDITOR)
@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Approve the ticked or all listed drafts from today; each stands alone, and what is refused
    is said."""
    user, at, done = user_of(request), clock.now(), 0
    chosen = request.POST.getlist("listed" if "all" in request.POST else "draft")
    keys = [asked_key(one) for one in chosen][: queries_desk.SHOWN]
    for draft in Draft.objects.filter(pk__in=keys):
        try:
            approve(draft=draft, effective_on=clock.today(), by=user, at=at)
            done += 1
        except PortalError as error:
            messages.error(request, f"{draft.code}：{error}")
    if done:
        text = ngettext("%(done)d 份指南已公布。", "%(done)d 份指南已公布。", done)
        messages.success(request, text % {"done": done})
    return redirect("services:editor_desk")
