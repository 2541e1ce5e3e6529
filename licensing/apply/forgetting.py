# SPDX-License-Identifier: Apache-2.0
"""Drafts that nobody hands in: emptied, with their files, once their time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.cases.models import Case, MaterialFile
from licensing.cases.states import CASE, CaseState
from portal.kernel.retention.keeping import Keeping
from portal.kernel.uploads.models import Upload

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


def empty_drafts(keys: list[int]) -> None:
    """Forget what drafts said, and their files; the sweep of orphans removes them from the disk."""
    Case.objects.filter(pk__in=keys).update(form={}, query_code="")
    files = MaterialFile.objects.filter(case_material__case__in=keys)
    uploads = list(files.values_list("upload", flat=True))
    files.delete()
    Upload.objects.filter(pk__in=uploads).delete()


def _lapsed(limit: datetime, _at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(state=CaseState.DRAFT, number=None, saved_at__lt=limit)


def _lapse(keys: list[int], at: datetime) -> int:
    """End drafts that nobody has touched for so long; each leaves its event."""
    rows = list(Case.objects.filter(pk__in=keys).select_related("subject").order_by("pk"))
    CASE.apply_many(rows, "lapse", by=None, at=at, facts={}, ended_at=at)
    empty_drafts(keys)
    return len(rows)


def _discarded(limit: datetime, _at: datetime) -> QuerySet[Case]:
    rows = Case.objects.filter(state=CaseState.WITHDRAWN, number=None, ended_at__lt=limit)
    return rows.exclude(form={})


def _empty(keys: list[int], at: datetime) -> int:
    del at  # the event of the discarding has its moment
    empty_drafts(keys)
    return len(keys)


_PARTIES = ("applicant", "agent", "filed_by__person")
KEEPINGS = (
    Keeping("case_draft", _lapsed, _lapse, parties=_PARTIES, subjects=("subject",), least=15),
    Keeping("case_draft_discarded", _discarded, _empty, parties=_PARTIES, subjects=("subject",)),
)


def _files_over(limit: datetime, _at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(state__in=CASE.finals, ended_at__lt=limit).exclude(number=None)


#: Files of the office: people decide what becomes of them, the page says how many wait for it.
FILES = Keeping("case_file", _files_over, None, parties=_PARTIES, subjects=("subject",))
