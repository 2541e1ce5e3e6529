# SPDX-License-Identifier: Apache-2.0
"""外出与代办: who is away, who stands in, declaring and coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.kernel import clock
from portal.kernel.absences.actions import declare_absence, end_absence
from portal.kernel.absences.models import Absence, AbsenceKind
from portal.kernel.absences.queries import DESK_ROLES, acting_for
from portal.kernel.accounts.models import StaffMember
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.errors import Invalid
from portal.kernel.http.access import staff_of, staff_only, user_of
from portal.kernel.http.problems import show
from portal.web.calendar.forms import day_field

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


# -- Who sees which absence --------------------------------------------------------------------


def visible_to(user: User) -> QuerySet[Absence]:
    """Return one's own absences and stand-ins; a head sees the whole unit's."""
    staff, held = staff_of(user), roles_of(user)
    rows = Absence.objects.select_related("staff", "deputy", "declared_by__staff")
    reach = Q(staff=staff) | Q(deputy=staff)
    if Role.APPROVER in held and staff.organ_id is not None:
        reach |= Q(staff__organ_id=staff.organ_id)
    if Role.SUPERVISOR in held:
        reach |= Q(staff__organ=None)
    return rows.filter(reach)


# -- The form 外出与代办 ----------------------------------------------------------------------------


class AbsenceForm(forms.Form):
    """Who is away from when to when, and who stands in."""

    staff = forms.ModelChoiceField(label=_("外出人"), queryset=StaffMember.objects.none())
    kind = forms.ChoiceField(label=_("类别"), choices=AbsenceKind.choices)
    first_day = day_field(_("首日"))
    last_day = day_field(_("末日"), help_text=_("含当日；提前回来可以销假。"))
    deputy = forms.ModelChoiceField(
        label=_("代办人"),
        queryset=StaffMember.objects.none(),
        help_text=_("同一部门（窗口为同一中心）、有同样岗位的同事。"),
    )

    def __init__(self, *args: Any, user: User, held: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member = user.staff_member
        mates = StaffMember.objects.filter(user__is_active=True).order_by("name", "pk")
        if member is None:
            return
        if Role.SUPERVISOR in held:
            mates = mates.filter(organ=None, centre__isnull=False)
        elif member.organ_id is not None:
            mates = mates.filter(organ_id=member.organ_id)
        else:
            mates = mates.filter(organ=None, centre=member.centre)
        is_head = bool(held & {Role.APPROVER, Role.SUPERVISOR})
        self.fields["staff"].queryset = mates if is_head else mates.filter(pk=member.pk)  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = mates  # type: ignore[attr-defined]
        self.fields["staff"].initial = member.pk


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
            show(form, error)
        else:
            messages.success(request, gettext("已登记，代办人到期会收到交接。"))
            return HttpResponseRedirect(reverse("web:absences"))
    today = clock.today()
    rows = visible_to(user)[:PAGE]
    return render(
        request,
        "web/absences/absences.html",
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
    messages.success(request, gettext("已销假，办件交还本人。"))
    return HttpResponseRedirect(reverse("web:absences"))
