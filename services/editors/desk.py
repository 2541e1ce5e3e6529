# SPDX-License-Identifier: Apache-2.0
"""The newest changes of words and forms, each with a button that takes it back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.http.access import staff_only, user_of
from services.editors.models import DeskEdit
from services.editors.undo import undo, undoable_of

PAGE = 30


@staff_only(Role.EDITOR)
@require_safe
def edits(request: HttpRequest) -> HttpResponse:
    """List changes, the newest first: what was said before, and after."""
    rows = DeskEdit.objects.select_related("by__staff", "undone_by__staff")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    told = [
        (
            one,
            undoable_of(one.kind).label,
            undoable_of(one.kind).said(one.before) if one.before is not None else "—",
            undoable_of(one.kind).said(one.after),
        )
        for one in page
    ]
    return render(request, "services/editors/edits.html", {"page": page, "edits": told})


@staff_only(Role.EDITOR)
@require_POST
def undo_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one change back."""
    edit = get_object_or_404(DeskEdit, pk=pk)
    undo(edit=edit, by=user_of(request), at=clock.now())
    messages.success(
        request, _("已撤销“%(label)s”的改动，撤销也留了记录。") % {"label": edit.label}
    )
    return HttpResponseRedirect(reverse("services:edits"))
