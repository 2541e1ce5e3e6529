# SPDX-License-Identifier: Apache-2.0
"""The editors' desk for application forms: which items ask what, in which order."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.http.access import staff_only, user_of
from services.actions.form_lines import move_field, remove_field
from services.editors.forms import revision_in
from services.forms_field import preview_of
from services.items.models.item import ServiceItem
from services.models.form_field import FormField
from services.models.item_form import ItemForm
from services.queries_forms import items_with_forms, lines_of, names_sharing

PAGE = 30


@staff_only(Role.EDITOR)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the items with how many lines their forms have; the longest first."""
    words = request.GET.get("q", "").strip()[:80]
    page = Paginator(items_with_forms(words), PAGE).get_page(request.GET.get("page"))
    return render(request, "services/form_desk.html", {"page": page, "q": words})


def revision_of(item: ServiceItem) -> int:
    """Return how often editors changed the form of an item."""
    form = ItemForm.objects.filter(item=item).first()
    return form.revision if form else 0


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, code: str) -> HttpResponse:
    """Show one form beside what the applicant sees; a POST tries the preview out, keeping nothing."""
    item = get_object_or_404(ServiceItem, code=code)
    lines = lines_of(item)
    shared = names_sharing(item)
    preview = preview_of(lines, request.POST if request.method == "POST" else None)
    context = {
        "item": item,
        "rows": [(line, shared.get(line.code, [])) for line in lines],
        "revision": revision_of(item),
        "preview": preview,
        "is_right": preview.is_bound and preview.is_valid(),
    }
    status = 400 if preview.errors else 200
    return render(request, "services/form_edit.html", context, status=status)


@staff_only(Role.EDITOR)
@require_POST
def act(request: HttpRequest, code: str, field: str, verb: str) -> HttpResponse:
    """Move a line up or down, or take it out."""
    line = get_object_or_404(FormField.objects.select_related("item"), item__code=code, code=field)
    seen, by, at = revision_in(request), user_of(request), clock.now()
    if verb == "remove":
        remove_field(field=line, revision=seen, by=by, at=at)
        messages.success(request, _("已去掉“%(label)s”。办过的件不变。") % {"label": line.label})
    elif verb in ("up", "down"):
        move_field(field=line, up=verb == "up", revision=seen, by=by, at=at)
    else:
        raise Http404
    here = reverse("services:form_edit", args=[code])
    return HttpResponseRedirect(here if verb == "remove" else f"{here}#line-{field}")
