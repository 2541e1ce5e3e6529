# SPDX-License-Identifier: Apache-2.0
"""The short form of an enterprise, and the editor's form of a policy card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel.places.models import Division
from services.editors.forms import EntryForm, day
from services.policies.rules import Enterprise, EnterpriseKind, Size

if TYPE_CHECKING:
    from typing import Any


_EMPTY = [("", _("还不确定"))]


class EnterpriseForm(forms.Form):
    """Everything may stay open: a policy then says what it still depends on."""

    _kinds = [*_EMPTY, *EnterpriseKind.choices]
    kind = forms.ChoiceField(label=_("类型"), choices=_kinds, required=False)
    region = forms.ChoiceField(label=_("注册地"), required=False)
    industry = forms.CharField(
        label=_("做什么（行业或者主要产品）"),
        max_length=60,
        required=False,
        help_text=_("例如：餐饮、义齿加工。"),
    )
    size = forms.ChoiceField(label=_("规模"), choices=[*_EMPTY, *Size.choices], required=False)
    founded_on = day(_("成立日期"), required=False)
    staff = forms.IntegerField(label=_("从业人数"), min_value=0, max_value=10**7, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        places = Division.objects.filter(code__startswith="5120", code__regex="^[0-9]{6}$")
        region.choices = [  # type: ignore[attr-defined]
            *_EMPTY,
            *places.order_by("code").values_list("code", "name"),
            ("999999", _("资阳市以外")),
        ]

    def enterprise(self) -> Enterprise:
        """Return what was told; what was wrong or left open is not known."""
        told = self.cleaned_data
        return Enterprise(
            kind=told.get("kind", ""),
            region=told.get("region", ""),
            region_name=dict(self.fields["region"].choices).get(told.get("region", ""), ""),  # type: ignore[attr-defined]
            industry=told.get("industry", ""),
            size=told.get("size", ""),
            founded_on=told.get("founded_on"),
            staff=told.get("staff"),
        )


# -- The editor's form of a policy card; its conditions stand beside it as rows ----------------


class PolicyForm(EntryForm):
    """Shapes what was typed; what is wrong with it is said by the action."""

    name = forms.CharField(label=_("名称"), max_length=100)
    organ = forms.CharField(label=_("牵头部门"), max_length=100)
    benefit = forms.CharField(
        label=_("给什么"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    how = forms.CharField(
        label=_("怎么申请"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source = forms.CharField(label=_("政策依据"), help_text=_("文件名称和文号。"), max_length=200)
    item = forms.CharField(
        label=_("在哪个事项里申请"),
        help_text=_("写事项的全名或者编码；没有就空着。"),
        max_length=200,
        required=False,
    )
    valid_from = day(_("施行"))
    valid_to = day(_("有效期至"))
    is_confirmed = forms.BooleanField(label=_("内容已核实，去掉“演示数据”标记"), required=False)
