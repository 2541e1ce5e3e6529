# SPDX-License-Identifier: Apache-2.0
"""The lists of a draft's row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from services.draft_part_fields import BasisForm, JointForm, MaterialForm, ProcedureForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from services.draft_field_kinds import DraftFields


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
