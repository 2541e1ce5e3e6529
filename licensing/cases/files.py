# SPDX-License-Identifier: Apache-2.0
"""Filling in an application. Nothing that was typed or uploaded is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.cases.models import (
    Case,
    CaseMaterial,
    MaterialFile,
    MaterialGrade,
    Origin,
    Verdict,
)
from portal.kernel.uploads.actions import receive

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from portal.kernel.accounts.models import User


def keep_file(
    *, line: CaseMaterial, file: UploadedFile[bytes], by: User, at: datetime
) -> MaterialFile:
    """Store a file under a material and mark the material as given and not yet checked.

    It takes the place of what the office had: that was asked for anew.
    """
    upload = receive(file=file, by=by)
    CaseMaterial.objects.filter(pk=line.pk, grade=MaterialGrade.A).update(origin=Origin.APPLICANT)
    CaseMaterial.objects.filter(pk=line.pk).update(
        wants_deferral=False,
        is_applicable=True,
        verdict=Verdict.PENDING,
        grade=MaterialGrade.C,
        note="",
    )
    Case.objects.filter(pk=line.case_id).update(saved_at=at)
    return MaterialFile.objects.create(case_material=line, upload=upload, added_at=at)
