# SPDX-License-Identifier: Apache-2.0
"""The fields of one legal basis, material or special step on an editor's page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from services.draft_field_kinds import EMPTY, DraftFields, choice, flag, text, whole
from services.labels import FORMS, GRADES, NECESSITIES, PROCEDURES, SOURCES


class BasisForm(DraftFields):
    must = ("law", "article")
    law = text(_("法律法规"))
    article = text(_("条款"))


class MaterialForm(DraftFields):
    must = ("name", "grade", "form", "copies", "necessity", "source")
    name = text(_("材料名称"))
    grade = choice(_("主要还是次要"), GRADES)
    form = choice(_("形式"), FORMS)
    copies = whole(_("份数"))
    necessity = forms.CharField(
        label=_("必要性"),
        required=False,
        widget=forms.Select(
            choices=[EMPTY, *((word, kind.label) for word, kind in NECESSITIES.items())]
        ),
    )
    source = choice(_("来源渠道"), SOURCES)
    deferrable = flag(_("可容缺"))
    shareable = flag(_("可由部门间核验"))
    example = text(_("填写示例"), lines=2, help_text=_("自备的材料要写清要写明哪些内容。"))
    remove = flag(_("删掉这份材料"))


class ProcedureForm(DraftFields):
    must = ("kind", "days")
    kind = choice(_("环节"), PROCEDURES)
    days = whole(_("天数"))
    counts_toward_deadline = flag(_("计入时限"))
    remove = flag(_("删掉这个环节"))


#: Part of the row, its form, and how many empty ones are offered.
PARTS: dict[str, tuple[type[forms.Form], int]] = {
    "legal_basis": (BasisForm, 1),
    "materials": (MaterialForm, 1),
    "special_procedures": (ProcedureForm, 1),
}
