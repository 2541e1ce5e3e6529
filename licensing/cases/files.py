# SPDX-License-Identifier: Apache-2.0
"""Files under the materials of a case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from licensing.cases.models import (
    Case,
    CaseMaterial,
    MaterialFile,
    MaterialGrade,
    Origin,
    Verdict,
)
from portal.kernel import clock
from portal.kernel.city_rules import rule_book
from portal.kernel.errors import Invalid
from portal.kernel.uploads.actions import receive
from portal.kernel.uploads.models import Upload

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.uploads.inspection import CleanFile

MEGABYTE = 1024 * 1024


def keep_file(
    *, line: CaseMaterial, file: CleanFile, is_at_desk: bool, by: User, at: datetime
) -> MaterialFile:
    """Store a file under a material and mark the material as given and not yet checked.

    It takes the place of what the office had: that was asked for anew. ``is_at_desk``: a clerk
    takes it in. Raises Invalid when the material, the case or the person's day is full.
    """
    room_for(line, at)
    _require_markable(line, file)
    if not is_at_desk:
        _require_room_today(file, by, at)
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


def room_for(line: CaseMaterial, at: datetime, *, more: int = 1) -> None:
    """Refuse files beyond what the city takes for a material and a case; raises Invalid."""
    rules = rule_book(clock.local_date(at))
    there = MaterialFile.objects.filter(
        case_material__case=line.case_id, removed_at=None
    ).aggregate(case=Count("pk"), line=Count("pk", filter=Q(case_material=line.pk)))
    for most, have, words in (
        (
            rules.value("files_per_line"),
            there["line"],
            _("一份材料最多%(most)d个文件，请合并或者删去几个。"),
        ),
        (
            rules.value("files_per_case"),
            there["case"],
            _("一件申请最多%(most)d个文件，请合并或者删去几个。"),
        ),
    ):
        if have + more > most:
            raise Invalid("too_many_files", words % {"most": most}, "file")


def _require_room_today(file: CleanFile, by: User, at: datetime) -> None:
    """Refuse a file beyond what the city takes from one person within a day."""
    most = rule_book(clock.local_date(at)).value("upload_megabytes_per_day")
    today = Upload.objects.filter(owner=by, created_at__gt=at - timedelta(days=1))
    sizes = today.aggregate(all=Sum(F("size") + F("original_size")))["all"] or 0
    if sizes + len(file.kept.data) + len(file.kept.original) > most * MEGABYTE:
        raise Invalid(
            "too_much_today",
            _("您24小时内已上传超过%(most)d MB，请明天再传，或者到窗口交材料。") % {"most": most},
            "file",
        )


def _require_markable(line: CaseMaterial, file: CleanFile) -> None:
    """Refuse a sensitive paper whose copies could not carry their mark."""
    if file.kept.content_type == "application/ofd" and line.material.is_sensitive:
        raise Invalid(
            "ofd_sensitive",
            _("这份材料含个人敏感信息，查看时要加水印，OFD加不了。请传PDF或者照片。"),
            "file",
        )
