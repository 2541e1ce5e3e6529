# SPDX-License-Identifier: Apache-2.0
"""The editor's form of a policy card; its conditions stand beside it as rows."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from services.editors.forms import Entry, day


class PolicyForm(Entry):
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
