# SPDX-License-Identifier: Apache-2.0
"""The editor's forms for services of the list, agencies and what they state.

They shape what was typed; what is wrong with it is said by the actions.
"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from services.editors.forms import EntryForm, day
from services.intermediaries.models import IntermediaryService
from services.intermediaries.rules import MOST_DAYS, TradeGrade

_CONFIRMED = _("内容已核实，去掉“演示数据”标记")


class ListedServiceForm(EntryForm):
    """One service of the published list."""

    name = forms.CharField(label=_("名称"), max_length=100)
    legal_basis = forms.CharField(
        label=_("设定依据"),
        help_text=_("写明法律、行政法规或者国务院决定的条款；没有依据的不能列入清单。"),
        max_length=200,
    )
    authority = forms.CharField(label=_("行业主管部门"), max_length=100)
    result = forms.CharField(
        label=_("服务成果"),
        help_text=_("与事项材料清单里的名称一致。"),
        max_length=200,
    )
    items = forms.CharField(
        label=_("用于的事项"),
        help_text=_("一行一个，写事项的全名或者编码。"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_confirmed = forms.BooleanField(label=_CONFIRMED, required=False)


class ProviderForm(EntryForm):
    """One agency."""

    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=24)
    name = forms.CharField(label=_("名称"), max_length=100)
    phone = forms.CharField(label=_("电话"), max_length=40)
    address = forms.CharField(label=_("地址"), max_length=200)
    is_confirmed = forms.BooleanField(label=_CONFIRMED, required=False)


class OfferForm(EntryForm):
    """What an agency states about a service."""

    service = forms.ModelChoiceField(
        label=_("清单里的服务"),
        queryset=IntermediaryService.objects.filter(is_listed=True),
        empty_label=_("请选择"),
    )
    qualification = forms.CharField(label=_("资质"), max_length=100)
    qualification_number = forms.CharField(label=_("资质证号"), max_length=60)
    valid_from = day(_("资质自"))
    valid_to = day(_("资质至"))
    conditions = forms.CharField(label=_("服务条件"), max_length=300)
    flow = forms.CharField(label=_("服务流程"), max_length=300)
    days = forms.IntegerField(label=_("时限（工作日）"), min_value=1, max_value=MOST_DAYS)
    price = forms.CharField(label=_("收费标准"), max_length=200)
    grade = forms.ChoiceField(
        label=_("信用等级"),
        help_text=_("由行业主管部门评定，不由机构自己报。"),
        choices=TradeGrade.choices,
        initial=TradeGrade.NONE,
    )
    graded_on = day(_("评级日期"), required=False)
