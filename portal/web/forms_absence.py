# SPDX-License-Identifier: Apache-2.0
"""The form 外出与代办."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel.absences.models import AbsenceKind
from portal.kernel.accounts.models import Role, StaffMember
from portal.web.forms_calendar import day_field

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User


class AbsenceForm(forms.Form):
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
