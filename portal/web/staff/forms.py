# SPDX-License-Identifier: Apache-2.0
"""The forms of the staff desk. What they say is judged by the acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember
from portal.kernel.accounts.words import Role
from portal.kernel.clients.rules import MOST_NAME, SCOPES
from portal.kernel.places.models import Centre, Organ
from portal.kernel.staff.leaving import held_by
from portal.kernel.staff.rules import MOST_NAME as MOST_PERSON
from portal.web.calendar.forms import day_field

REASON = 200


class PostForm(forms.Form):
    """Organ, centre and roles: a post."""

    organ = forms.ModelChoiceField(
        label=_("所在部门"), queryset=Organ.objects.order_by("name", "pk"), required=False,
        empty_label=_("不在部门"),
    )  # fmt: skip
    centre = forms.ModelChoiceField(
        label=_("所在中心"), queryset=Centre.objects.order_by("name", "pk"), required=False,
        empty_label=_("不在窗口"),
    )  # fmt: skip
    roles = forms.MultipleChoiceField(
        label=_("岗位"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )


class NewForm(PostForm):
    """A new account."""

    name = forms.CharField(label=_("姓名"), max_length=MOST_PERSON)
    username = forms.CharField(
        label=_("登录名"),
        max_length=64,
        help_text=_("3到64位的小写字母、数字或 _ . @ + -"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("name", "username", "organ", "centre", "roles")


def _successors(member: StaffMember) -> Any:
    unit = Q(organ=member.organ) if member.organ_id else Q(organ=None)
    if not member.organ_id and member.centre_id:
        unit = Q(centre=member.centre)
    rows = StaffMember.objects.filter(unit, user__is_active=True).exclude(pk=member.pk)
    return rows.order_by("name", "pk")


def _successor_field() -> forms.ModelChoiceField[StaffMember]:
    return forms.ModelChoiceField(
        label=_("手上的工作交给"),
        queryset=StaffMember.objects.none(),
        required=False,
        empty_label=_("交回岗位，由同事领取"),
        help_text=_("不能由他办的（回避、两人核查、岗位不同）仍交回岗位。"),
    )


class MoveForm(PostForm):
    """Another post, from when to when, and who takes the work on."""

    first_day = day_field(_("首日"))
    last_day = day_field(
        _("末日"), required=False, help_text=_("不填为长期；填了，到期自动回原岗位。")
    )
    successor = _successor_field()

    def __init__(self, *args: Any, member: StaffMember, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "organ": member.organ_id,
            "centre": member.centre_id,
            "roles": sorted(held_by(member, clock.now())),
            "first_day": clock.today().isoformat(),
        }
        super().__init__(*args, **{**kwargs, "auto_id": "move_%s"})
        self.fields["successor"].queryset = _successors(member)  # type: ignore[attr-defined]


class DisableForm(forms.Form):
    """Why an account is shut, and who takes the work on."""

    successor = _successor_field()
    reason = forms.CharField(label=_("停用的原因"), max_length=REASON)

    def __init__(self, *args: Any, member: StaffMember, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "disable_%s"})
        self.fields["successor"].queryset = _successors(member)  # type: ignore[attr-defined]


class ResetForm(forms.Form):
    """Why an authenticator is taken away."""

    reason = forms.CharField(label=_("重置的原因"), max_length=REASON)

    def __init__(self, *args: Any, member: StaffMember, **kwargs: Any) -> None:
        del member
        super().__init__(*args, **{**kwargs, "auto_id": "reset_%s"})


class NoForm(forms.Form):
    """An act that asks nothing."""

    def __init__(self, *args: Any, member: StaffMember, **kwargs: Any) -> None:
        del member
        super().__init__(*args, **kwargs)


class ClientForm(forms.Form):
    """A system of another office."""

    name = forms.CharField(label=_("系统名称"), max_length=MOST_NAME)
    organ = forms.ModelChoiceField(label=_("部门"), queryset=Organ.objects.order_by("name", "pk"))
    scopes = forms.MultipleChoiceField(
        label=_("可以查询"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    valid_to = day_field(_("有效期到"), help_text=_("最长一年，到期重新开通。"))
