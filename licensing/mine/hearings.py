# SPDX-License-Identifier: Apache-2.0
"""The applicant's answer to the right of a hearing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from licensing.cases.queries import own
from licensing.procedures.hearings import ask_for_hearing, give_up_hearing
from licensing.procedures.models import Hearing
from portal.kernel import clock
from portal.kernel.http.access import citizen_only, user_of

if TYPE_CHECKING:
    from django.http import HttpResponse


@citizen_only
@require_POST
def answer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Ask for the hearing, say that none is wanted, or take the request back."""
    user = user_of(request)
    found = get_object_or_404(own(user), number=number)
    hearing = get_object_or_404(Hearing.objects.select_related("case"), pk=pk, case=found)
    said = request.POST.get("answer")
    if said == "ask":
        ask_for_hearing(hearing=hearing, by=user, at=clock.now())
        messages.success(request, _("已收到您的听证要求，时间地点会提前通知您。"))
    elif said == "give_up":
        give_up_hearing(hearing=hearing, by=user, at=clock.now())
        messages.success(request, _("已记下：不举行听证，继续办理。"))
    else:
        messages.error(request, _("请选择要不要听证。"))
    return HttpResponseRedirect(reverse("licensing:case", args=[number]))
