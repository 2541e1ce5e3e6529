# SPDX-License-Identifier: Apache-2.0
"""The plain fields of the page on which an editor writes a guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from services.items.labels import (
    APPLICANT_KINDS,
    CHANNELS,
    CROSS_REGIONS,
    FORMS,
    GRADES,
    HANDLINGS,
    ITEM_TYPES,
    NECESSITIES,
    PROCEDURES,
    PROVENANCES,
    SOURCES,
)
from services.items.rows import LOCAL_TEXTS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# -- A list of choices that loses nothing ------------------------------------------------------


class KeepingSelect(forms.Select):
    """A list of choices that also shows the word that stands in the row and is none of them."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        known = {str(key) for key, _label in self.choices}
        for word in value:
            if word and word not in known:
                option = self.create_option(
                    name, word, word, selected=True, index=len(groups), attrs=attrs
                )
                groups.append((None, [option], len(groups)))
        return groups


# -- Kinds of fields of an editor's page. They take anything: the rules judge, not the form ----


EMPTY = ("", _("请选择"))


def text(label: Any, *, help_text: Any = "", lines: int = 1, **attrs: Any) -> forms.CharField:
    """Return a field for words that takes anything; ``lines`` is its height."""
    widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


def whole(label: Any, *, help_text: Any = "") -> forms.CharField:
    """Return a field for a whole number that takes anything."""
    return text(label, help_text=help_text, inputmode="numeric", size="6")


def pick(label: Any, choices: Any, *, empty: Any = EMPTY, help_text: Any = "") -> forms.CharField:
    """One of the choices (value, label), or nothing."""
    widget = KeepingSelect(choices=[empty, *choices])
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


def choice(label: Any, words: Any, *, help_text: Any = "") -> forms.CharField:
    """One of the words, which are their own labels."""
    return pick(label, [(word, word) for word in words], help_text=help_text)


def flag(label: Any) -> forms.BooleanField:
    """Return a box to tick."""
    return forms.BooleanField(label=label, required=False)


class DraftFields(forms.Form):
    """Fields that take anything; ``must`` names those that are not marked as optional.

    ``words`` are the choices of fields whose choices stand in the database.
    """

    must: tuple[str, ...] = ()

    def __init__(self, *args: Any, words: Any = None, **kwargs: Any) -> None:
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)
        for name in self.must:
            self.fields[name].required = True
        for name, known in (words or {}).items():
            if name in self.fields:
                self.fields[name].widget.choices = [EMPTY, *((one, one) for one in known)]


# -- The fields of a draft that every level says for itself ------------------------------------


_CODE_HELP = _("公布以前可以改，公布以后就固定了；没有正式编码的用“LOCAL-”开头。")


class DraftForm(DraftFields):
    """What every draft's page has: the code, and at its end where, when and whom to ask.

    Only a new offering may still change what identifies it.
    """

    #: What identifies a new offering, and is fixed once it is published.
    identity: tuple[str, ...] = ("code",)

    must: tuple[str, ...] = ("code",)

    code = text(_("实施编码"), help_text=_CODE_HELP)
    place = text(_("办理地点"), help_text=_("空着就用政务服务中心的窗口。"))
    hours = text(_("办理时间"))
    contact = text(_("咨询方式"))
    complaint_channel = text(_("监督投诉渠道"), help_text=_("空着就用部门的监督电话。"))

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in () if is_new else self.identity:
            del self.fields[name]
        for name in LOCAL_TEXTS:
            self.fields[name] = self.fields.pop(name)


class LocalForm(DraftForm):
    """What every level may say for itself."""

    identity = ("code", "item_code", "department")
    must = identity

    item_code = text(_("基本编码"), help_text=_("这个部门办的是哪一个基本事项。"))
    department = choice(_("部门"), ())
    promised_days = whole(_("承诺时限（工作日）"))


#: Parts of a guide that a published page may stand behind, by their words in `found_fields`.
SOURCED = (
    ("materials", _("申请材料")),
    ("statutory_days", _("法定时限")),
    ("promised_days", _("承诺时限")),
    ("fee", _("收费")),
    ("result", _("结果")),
    ("legal_basis", _("设定依据")),
    ("handling_type", _("办件类型")),
    ("applicant_type", _("服务对象")),
)


def _labels(words: Any) -> list[tuple[str, Any]]:
    return [(word, kind.label) for word, kind in words.items()]


class GuideForm(DraftForm):
    """All plain fields of a guide; what is worked out from them is not asked."""

    must = (
        "code", "name", "item_type", "department", "handling_type", "applicant_type", "promised_days",
        "cross_region", "fee", "result_name", "provenance",
    )  # fmt: skip

    name = text(_("名称"))
    item_type = choice(_("事项类型"), ITEM_TYPES)
    department = choice(_("部门"), ())
    handling_type = choice(_("办件类型"), HANDLINGS)
    applicant_type = pick(_("服务对象"), _labels(APPLICANT_KINDS))
    statutory_days = whole(_("法定时限（工作日）"), help_text=_("法律没有规定的空着。"))
    statutory_law = text(
        _("法定时限依据的法律法规"), help_text=_("空着就按设定依据和事项类型认定。")
    )
    statutory_article = text(_("法定时限依据的条款"))
    promised_days = whole(_("承诺时限（工作日）"))
    conditions = text(_("受理条件"), lines=4, help_text=_("一条一行，不能有“其他条件”这样的话。"))
    channel_online = flag(CHANNELS[0])
    channel_window = flag(CHANNELS[1])
    site_inspection = flag(_("现场踏勘"))
    cross_region = pick(_("通办范围"), _labels(CROSS_REGIONS))
    fee = pick(_("收费"), [("no", _("不收费")), ("yes", _("收费"))])
    fee_name = choice(_("收费项目"), (), help_text=_("只能选收费清单里的项目，标准随清单。"))
    result_name = text(_("结果名称"))
    validity_years = whole(_("有效期（年）"), help_text=_("长期有效的空着。"))
    renewal_opens_days = whole(
        _("延续申请最早提前（自然日）"), help_text=_("空着就按本市的规定；不能延续的也空着。")
    )
    renewal_closes_days = whole(_("延续申请至少提前（自然日）"))
    concerns_safety = pick(
        _("直接关系公共安全、人身健康、生命财产安全"),
        [("yes", _("是")), ("no", _("否"))],
        empty=("", _("按事项类型和名称判断")),
    )
    provenance = pick(_("内容来源"), _labels(PROVENANCES))
    found = forms.MultipleChoiceField(
        label=_("有公开出处的内容"),
        required=False,
        choices=SOURCED,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("没有勾的在指南上标“演示数据”。"),
    )


# -- The fields of one legal basis, material, special step or joint part on an editor's page ---


class BasisForm(DraftFields):
    """One law behind the item."""

    must = ("law", "article")
    law = text(_("法律法规"))
    article = text(_("条款"))


class MaterialForm(DraftFields):
    """One material."""

    must = ("name", "grade", "form", "copies", "necessity", "source")
    name = text(_("材料名称"))
    grade = choice(_("主要还是次要"), GRADES)
    form = choice(_("形式"), FORMS)
    copies = whole(_("份数"))
    necessity = pick(_("必要性"), [(word, kind.label) for word, kind in NECESSITIES.items()])
    source = choice(_("来源渠道"), SOURCES)
    deferrable = flag(_("可容缺"))
    shareable = flag(_("可由部门间核验"))
    example = text(_("填写示例"), lines=2, help_text=_("自备的材料要写清要写明哪些内容。"))


class ProcedureForm(DraftFields):
    """One special step."""

    must = ("kind", "days")
    kind = choice(_("环节"), PROCEDURES)
    days = whole(_("天数"))
    counts_toward_deadline = flag(_("计入时限"))


class JointForm(DraftFields):
    """The part of another organ."""

    must = ("department", "name", "days")
    department = choice(_("联办部门"), ())
    name = text(_("办什么"))
    days = whole(_("时限（工作日）"))


# -- The lists of a draft's row ----------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A list of the row: its title, the form of one row, and whether a guide must have one."""

    title: StrOrPromise
    form: type[DraftFields]
    is_needed: bool = False


#: The lists of a row in the order of the page.
PARTS: dict[str, Part] = {
    "legal_basis": Part(_("设定依据"), BasisForm, is_needed=True),
    "materials": Part(_("申请材料"), MaterialForm, is_needed=True),
    "special_procedures": Part(_("特殊环节"), ProcedureForm),
    "joint_departments": Part(_("联办部门"), JointForm),
}
