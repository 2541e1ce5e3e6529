# SPDX-License-Identifier: Apache-2.0
"""Filled examples of the forms that an applicant fills in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.items import reference
from services.items.codes import ApplicantKind

if TYPE_CHECKING:
    from services.items.models.parts import Material
    from services.items.models.version import OfferingVersion


def sample_of(version: OfferingVersion, material: Material) -> list[tuple[str, str]]:
    """Return a form as it is filled in: what stands on each line, with invented people."""
    forms = reference.sample_forms()
    who = "person" if version.applicant_kind == ApplicantKind.PERSON else "enterprise"
    head = [
        (_("表名"), material.name),
        (_("申请事项"), version.name),
        (_("受理机关"), version.organ.name),
    ]
    if material.example:
        return [*head, (_("要写明的内容"), material.example)]
    return [*head, *((label, value) for label, value in (*forms[who], *forms["closing"]))]
