# SPDX-License-Identifier: Apache-2.0
"""Forms of licensing. They shape input; what is allowed is decided by the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.delivery.models import HandoverMethod
from licensing.intake.identity import WhichIsRight
from portal.kernel.http.id_kinds import IdKindField

if TYPE_CHECKING:
    from collections.abc import Iterable


class DeliveryForm(forms.Form):
    """How a result was handed over, and to whom."""

    method = forms.ChoiceField(
        label=_("送达方式"),
        choices=[one for one in HandoverMethod.choices if one[0] != HandoverMethod.ONLINE],
    )
    recipient = forms.CharField(label=_("领取人"), max_length=100)
    tracking_number = forms.CharField(label=_("邮寄单号"), max_length=40, required=False)


def _which(label: Any) -> forms.ChoiceField:
    """Return the question that is asked where what is typed and what is on file differ."""
    return forms.ChoiceField(
        label=label, choices=WhichIsRight.choices, required=False, widget=forms.RadioSelect
    )


def _code_reason() -> forms.CharField:
    """Return what is asked where the code on a certificate has a wrong check sign."""
    return forms.CharField(label=_("照录代码的原因"), max_length=200, required=False)


def leave_unasked(form: forms.Form, names: Iterable[str]) -> None:
    """Drop the questions that nothing has raised yet; those that stay want an answer."""
    for name in names:
        if name not in form.errors and not form.data.get(name):
            del form.fields[name]
        else:
            form.fields[name].required = True


class WalkInForm(forms.Form):
    """A walk-in's particulars, as the clerk enters them."""

    kind = forms.ChoiceField(
        label=_("申请人"), choices=(("person", _("个人")), ("enterprise", _("企业和其他组织")))
    )
    name = forms.CharField(label=_("姓名或名称"), max_length=100)
    id_kind = IdKindField(label=_("个人的证件类型"))
    number = forms.CharField(label=_("证件号码或统一社会信用代码"), max_length=24)
    code_reason = _code_reason()
    name_is = _which(_("哪个姓名对"))
    phone = forms.CharField(label=_("联系电话"), max_length=40)
    phone_is = _which(_("哪个电话对"))
    agent_name = forms.CharField(label=_("经办人姓名"), max_length=50, required=False)
    agent_id_kind = IdKindField(label=_("经办人证件类型"))
    agent_id_number = forms.CharField(label=_("经办人证件号码"), max_length=24, required=False)
    ticket = forms.CharField(label=_("排队号"), max_length=12, required=False)
    commitment = forms.BooleanField(label=_("申请人已当面承诺补交所缺的次要材料"), required=False)


class MandateForm(forms.Form):
    """A mandate as the clerk reads it from the papers on the desk."""

    agent_id_kind = IdKindField(label=_("代办人证件类型"))
    agent_id_number = forms.CharField(
        label=_("代办人证件号码"), max_length=24, help_text=_("代办人须已开通账号。")
    )
    name = forms.CharField(label=_("委托单位名称"), max_length=100)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=24)
    code_reason = _code_reason()
    valid_to = forms.DateField(
        label=_("委托到哪天"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
