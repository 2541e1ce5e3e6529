# SPDX-License-Identifier: Apache-2.0
"""外出与代办: who is away, who stands in, declaring and coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.kernel import clock
from portal.kernel.absences.actions import declare_absence, end_absence
from portal.kernel.absences.queries import acting_for
from portal.kernel.absences.rules import DESK_ROLES
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid
from portal.kernel.http.access import roles_of, staff_only, user_of
from portal.web.absence_queries import visible_to
from portal.web.forms_absence import AbsenceForm

if TYPE_CHECKING:
    pass

#: Absences that ended are shown for this many rows.
PAGE = 50
ROLES = (*sorted(DESK_ROLES), Role.SUPERVISOR)


@staff_only(*ROLES)
@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """List absences; declare one."""
    user = user_of(request)
    form = AbsenceForm(request.POST or None, user=user, held=roles_of(user))
    if request.method == "POST" and form.is_valid():
        try:
            declare_absence(by=user, at=clock.now(), **form.cleaned_data)
        except Invalid as error:
            for one in error.problems:
                form.add_error(one.field, str(one.message))
        else:
            messages.success(request, _("已登记，代办人到期会收到交接。"))
            return HttpResponseRedirect(reverse("web:absences"))
    today = clock.today()
    rows = visible_to(user)[:PAGE]
    return render(
        request,
        "web/absences.html",
        {"form": form, "absences": rows, "stands_for": acting_for(user, today), "today": today},
        status=400 if form.errors else 200,
    )


@staff_only(*ROLES)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Come back early (销假)."""
    user = user_of(request)
    found = get_object_or_404(visible_to(user), pk=pk)
    end_absence(absence=found, by=user, at=clock.now())
    messages.success(request, _("已销假，办件交还本人。"))
    return HttpResponseRedirect(reverse("web:absences"))
