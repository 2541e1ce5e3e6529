# SPDX-License-Identifier: Apache-2.0
"""Opening another's files: what the person will read of it, and what only those who act may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from licensing.cases.guards import may_act_in
from licensing.cases.models import CaseMaterial
from portal.kernel import clock
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import OVERSIGHT_ROLES
from portal.kernel.http.downloads import Look
from portal.kernel.wording import shortened

if TYPE_CHECKING:
    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User
    from portal.kernel.documents.models import Document
    from portal.kernel.uploads.models import Upload


def look_at_file(case: Case, upload: Upload, by: User) -> Look | None:
    """Return what is noted when somebody opens a file of a case, None on the applicant's side.

    Papers that show sensitive information are for those who take in and review, each copy with
    its mark (GB/T 45574-2025: 按字段控制访问). Raises Http404 for supervision.
    """
    if may_act_in(case, by):
        return None
    line = (
        CaseMaterial.objects.select_related("material")
        .filter(case=case, files__upload=upload)
        .first()
    )
    what = line.material.name if line else upload.name
    if line is None or not line.material.is_sensitive:
        return _look(case, by, what)
    if roles_of(by) & set(OVERSIGHT_ROLES):
        raise Http404
    mark = (
        _("仅供办理 %(number)s 使用") % {"number": case.number},
        f"{by.name} {clock.local(clock.now()):%Y-%m-%d %H:%M}",
    )
    return _look(case, by, what, mark)


def look_at_paper(case: Case, document: Document, by: User) -> Look | None:
    """Return what is noted when somebody opens a paper of a case, None on the applicant's side."""
    if may_act_in(case, by):
        return None
    return _look(case, by, document.title)


def _look(case: Case, by: User, what: str, mark: tuple[str, ...] = ()) -> Look:
    reason = _("办件%(number)s：打开“%(what)s”") % {
        "number": case.number,
        "what": shortened(what, 120),
    }
    return Look(reader=by, party=case.applicant, subject=case.subject, reason=reason, mark=mark)
