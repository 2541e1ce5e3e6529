# SPDX-License-Identifier: Apache-2.0
"""Forms of licensing. They shape input; what is allowed is decided by the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.delivery.models import HandoverMethod
from licensing.intake.identity import WhichIsRight
from portal.kernel.accounts.words import COURT_KINDS, IdKind, Relation
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


class _AgentForm(forms.Form):
    """Who acts for another: somebody with an account, whose paper lies on the desk."""

    agent_id_kind = IdKindField(label=_("代办人证件类型"))
    agent_id_number = forms.CharField(
        label=_("代办人证件号码"), max_length=24, help_text=_("代办人须已开通账号。")
    )


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip


class MandateForm(_AgentForm):
    """An enterprise's mandate as the clerk reads it from the papers on the desk."""

    name = forms.CharField(label=_("委托单位名称"), max_length=100)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=24)
    code_reason = _code_reason()
    valid_to = _day(_("委托到哪天"))


class RelativeForm(_AgentForm):
    """A person has a relative or friend act: both are at the window, or the paper is signed."""

    relation = forms.ChoiceField(label=_("代办人是本人的"), choices=Relation.choices)
    name = forms.CharField(label=_("本人姓名"), max_length=100)
    id_kind = IdKindField(label=_("本人证件类型"))
    id_number = forms.CharField(label=_("本人证件号码"), max_length=24)
    matter = forms.CharField(
        label=_("只办一个事项"), max_length=60, required=False,
        help_text=_("填事项编码；不填就是全部事项。"),
    )  # fmt: skip
    valid_to = _day(_("委托到哪天"), required=True)


class ParentForm(_AgentForm):
    """Who looks after a child: the household register or the birth certificate lies on the desk."""

    name = forms.CharField(label=_("孩子姓名"), max_length=100)
    id_kind = IdKindField(label=_("孩子证件类型"), first=IdKind.HOUSEHOLD)
    id_number = forms.CharField(label=_("孩子证件号码"), max_length=24)
    born_on = _day(
        _("出生日期"), help_text=_("证件号码里没有出生日期的才填，如护照、来往内地通行证。")
    )


class HelperForm(forms.Form):
    """A person has a helper of the centre act in one matter; the person signed for it."""

    helper = forms.CharField(label=_("帮办代办员的登录名"), max_length=64)
    name = forms.CharField(label=_("本人姓名"), max_length=100)
    id_kind = IdKindField(label=_("本人证件类型"))
    id_number = forms.CharField(label=_("本人证件号码"), max_length=24)
    matter = forms.CharField(label=_("事项编码"), max_length=60)
    valid_to = _day(_("代办到哪天"), required=True)


class CourtForm(_AgentForm):
    """A court has appointed who represents an enterprise; the paper lies on the desk."""

    kind = forms.ChoiceField(
        label=_("身份"), choices=[(one.value, one.label) for one in COURT_KINDS]
    )
    name = forms.CharField(label=_("单位名称"), max_length=100)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=24)
    code_reason = _code_reason()
    paper = forms.CharField(
        label=_("法院文书号"), max_length=60, help_text=_("如（2026）川20破1号。")
    )
    valid_from = _day(_("从哪天起"), required=True, help_text=_("法院指定的日期。"))
    valid_to = _day(_("到哪天"))


class StandingForm(forms.Form):
    """Whose mandates are looked for."""

    id_kind = IdKindField(label=_("个人的证件类型"))
    number = forms.CharField(label=_("证件号码或统一社会信用代码"), max_length=24)
