# SPDX-License-Identifier: Apache-2.0
"""A person's files and licences, for the file of one's own data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from licensing.cases.models import CaseMaterial, MaterialFile
from licensing.cases.queries import own
from licensing.licences.models import Licence

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User


def of_cases(user: User) -> list[dict[str, Any]]:
    """Section: the person's own applications that the account may open, with their files' names."""
    kept = MaterialFile.objects.filter(removed_at=None).select_related("upload")
    lines = CaseMaterial.objects.select_related("material").prefetch_related(
        Prefetch("files", queryset=kept)
    )
    mine = own(user).filter(
        Q(applicant=user.person_id or 0) | Q(applicant__same_as=user.person_id or 0)
    )
    cases = mine.select_related("version__offering__item").order_by("pk")
    return [
        {
            "办件编号": case.number or "",
            "事项": case.version.name,
            "状态": str(case.get_state_display()),
            "收件日": str(case.received_on or ""),
            "受理日": str(case.accepted_on or ""),
            "决定日": str(case.decided_on or ""),
            "填写": case.form or {},
            "材料": [
                {
                    "名称": line.material.name,
                    "文件": [file.upload.name for file in line.files.all()],
                }
                for line in case.materials.all()
            ],
        }
        for case in cases.prefetch_related(Prefetch("materials", queryset=lines))
    ]


def of_licences(user: User) -> list[dict[str, Any]]:
    """Section: the licences that the person holds."""
    rows = Licence.objects.filter(holder_id=user.person_id or 0).order_by("pk")
    return [
        {
            "证照": row.title,
            "编号": row.number,
            "状态": str(row.get_state_display()),
            "从": str(row.valid_from),
            "到": str(row.valid_to or ""),
        }
        for row in rows
    ]
