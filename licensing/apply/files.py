# SPDX-License-Identifier: Apache-2.0
"""What several pages of a case share: files, timeline, proof, steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from licensing.apply import draft
from licensing.cases.models import CaseMaterial, MaterialFile
from portal.kernel import clock
from portal.kernel.errors import Invalid
from portal.kernel.http import numbers
from portal.kernel.http.access import user_of
from portal.kernel.places.ancestors import up_from
from portal.kernel.places.models import Centre
from portal.kernel.uploads.inspection import inspected_all

if TYPE_CHECKING:
    from django.http import HttpRequest

    from licensing.cases.models import Case
    from services.items.models.version import OfferingVersion


def centre_for(version: OfferingVersion) -> Centre:
    """Return the centre that takes in online files: the main one nearest to the organ."""
    mains = Centre.objects.filter(parent=None)
    above = up_from(version.organ.division_id)
    near = mains.filter(division__in=above).order_by("code")
    centre = (
        min(near, key=lambda one: above.index(one.division_id), default=None)
        or mains.order_by("code").first()
    )
    if centre is None:
        raise Http404
    return centre


def apply_files(request: HttpRequest, case: Case, line_pk: int) -> Invalid | None:
    """Do what one material's form asks: add files, remove one, choose. Returns what is wrong."""
    line = get_object_or_404(
        CaseMaterial.objects.select_related("case", "material"), pk=line_pk, case=case
    )
    user, at = user_of(request), clock.now()
    act = request.POST.get("act", "upload")
    try:
        if act == "upload":
            _add_files(request, line)
        elif act == "remove":
            file = get_object_or_404(
                MaterialFile, pk=numbers.key(request.POST.get("file")), case_material=line
            )
            draft.remove_file(file=file, by=user, at=at)
        elif act in ("defer", "undefer"):
            draft.choose_material(line=line, wants_deferral=act == "defer", by=user, at=at)
        elif act in ("needed", "not_needed"):
            draft.choose_material(line=line, is_applicable=act == "needed", by=user, at=at)
        else:
            raise Http404
    except Invalid as error:
        return error
    return None


def _add_files(request: HttpRequest, line: CaseMaterial) -> None:
    files = request.FILES.getlist("file")
    if not files:
        raise Invalid("required", _("请先选择文件，再点上传。"), "file")
    draft.require_room(line=line, more=len(files), at=clock.now())
    for file in inspected_all(files):
        draft.attach_file(line=line, file=file, by=user_of(request), at=clock.now())
