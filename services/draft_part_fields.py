# SPDX-License-Identifier: Apache-2.0
"""The fields of one legal basis, material, special step or joint part on an editor's page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from services.draft_field_kinds import DraftFields, choice, flag, pick, text, whole
from services.items.labels import FORMS, GRADES, NECESSITIES, PROCEDURES, SOURCES


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
    necessity = pick(_("必要性"), [(word, kind.label) for word, kind in NECESSITIES.items()])
    source = choice(_("来源渠道"), SOURCES)
    deferrable = flag(_("可容缺"))
    shareable = flag(_("可由部门间核验"))
    example = text(_("填写示例"), lines=2, help_text=_("自备的材料要写清要写明哪些内容。"))


class ProcedureForm(DraftFields):
    must = ("kind", "days")
    kind = choice(_("环节"), PROCEDURES)
    days = whole(_("天数"))
    counts_toward_deadline = flag(_("计入时限"))


class JointForm(DraftFields):
    must = ("department", "name", "days")
    department = choice(_("联办部门"), ())
    name = text(_("办什么"))
    days = whole(_("时限（工作日）"))
