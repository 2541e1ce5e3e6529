# SPDX-License-Identifier: Apache-2.0
"""The editors' desk for application forms: the list, one form, one line of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.errors import PortalError
from portal.kernel.http import codes
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.problems import show
from services.bundles.models import Bundle
from services.editors.forms import revision_for, revision_in
from services.items.models.item import ServiceItem
from services.tables.actions import add_field, change_field, move_field, remove_field, share_field
from services.tables.form import FieldForm, as_line, preview_of, start_with
from services.tables.models import FormField, ItemForm
from services.tables.queries import (
    is_kind_fixed,
    items_with_forms,
    lines_of,
    names_sharing,
    sharers_of,
    to_share_with,
)
from services.tables.rules import one_table

# -- The editors' desk for application forms: which items ask what, in which order -------------


PAGE = 30


@staff_only(Role.EDITOR)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the items with how many lines their forms have; the longest first."""
    words = codes.code(request.GET, "q", most=80)
    page = Paginator(items_with_forms(words), PAGE).get_page(request.GET.get("page"))
    return render(request, "services/tables/form_desk.html", {"page": page, "q": words})


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
    return render(request, "services/tables/form_edit.html", context, status=status)


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


def _page(
    request: HttpRequest,
    item: ServiceItem,
    form: FieldForm,
    field: FormField | None = None,
    error: PortalError | None = None,
) -> HttpResponse:
    lines = [field] if field else []
    if form.is_bound:
        required = bool(form.cleaned_data.get("is_required"))
        lines = [as_line(form.definition(), is_required=required)]
    others = [one.name for one in sharers_of(field.code) if one != item] if field else []
    context = {
        "item": item,
        "field": field,
        "form": form,
        "others": others,
        "to_share": [] if field else to_share_with(item),
        "preview": preview_of(lines),
        "revision": revision_for(request, revision_of(item), error),
        "problems": [{"field_id": "id_code", "message": error.message}]
        if error and not form.is_bound
        else [],
    }
    status = error.status if error else 200
    if form.errors and not error and "preview" not in request.POST:
        status = 400
    return render(request, "services/tables/form_field.html", context, status=status)


def _done(request: HttpRequest, item: ServiceItem, field: FormField) -> HttpResponse:
    messages.success(request, _("已保存“%(label)s”。") % {"label": field.label})
    here = reverse("services:form_edit", args=[item.code])
    return HttpResponseRedirect(f"{here}#line-{field.code}")


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a line of one's own; while typing, the preview follows and nothing is kept."""
    item = get_object_or_404(ServiceItem, code=code)
    form = FieldForm(request.POST or None, initial={"is_required": True})
    if request.method == "GET" or not form.is_valid() or "preview" in request.POST:
        return _page(request, item, form)
    try:
        field = add_field(
            item=item,
            definition=form.definition(),
            is_required=form.cleaned_data["is_required"],
            revision=revision_in(request),
            by=user_of(request),
            at=clock.now(),
        )
    except PortalError as error:
        show(form, error)
        return _page(request, item, form, error=error)
    return _done(request, item, field)


@staff_only(Role.EDITOR)
@require_POST
def share(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a line that other items ask already."""
    item = get_object_or_404(ServiceItem, code=code)
    try:
        field = share_field(
            item=item,
            code=request.POST.get("code", ""),
            is_required=bool(request.POST.get("is_required")),
            revision=revision_in(request),
            by=user_of(request),
            at=clock.now(),
        )
    except PortalError as error:
        return _page(request, item, FieldForm(initial={"is_required": True}), error=error)
    return _done(request, item, field)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """Change a line here and wherever else it is asked."""
    line = get_object_or_404(FormField.objects.select_related("item"), item__code=code, code=field)
    form = FieldForm(request.POST or None, initial=start_with(line))
    if is_kind_fixed(line.code):
        form.fields["kind"].disabled = True
        form.fields["kind"].help_text = _(
            "已经有人填过，类型不能再改；要改就去掉这一项，另加一项。"
        )
    if request.method == "GET" or not form.is_valid() or "preview" in request.POST:
        return _page(request, line.item, form, line)
    try:
        change_field(
            field=line,
            definition=form.definition(),
            is_required=form.cleaned_data["is_required"],
            revision=revision_in(request),
            by=user_of(request),
            at=clock.now(),
        )
    except PortalError as error:
        show(form, error)
        return _page(request, line.item, form, line, error)
    return _done(request, line.item, line)


# -- One table for a bundle: what all its items ask, every shared field once -------------------


@require_safe
def bundle_form(request: HttpRequest, code: str) -> HttpResponse:
    """The one table of a bundle, with the items that use each field."""
    bundle = get_object_or_404(Bundle, code=code)
    members = list(bundle.members.select_related("item"))
    fields: dict[int, list[FormField]] = {}
    for field in FormField.objects.filter(item__in=[one.item_id for one in members]):
        fields.setdefault(field.item_id, []).append(field)
    forms = [(one.item.name, fields.get(one.item_id, [])) for one in members]
    rows = one_table(forms)
    context = {
        "bundle": bundle,
        "rows": rows,
        "silent": [name for name, own in forms if not own],
        "asked": sum(len(own) for _name, own in forms),
    }
    return render(request, "services/tables/bundle_form.html", context)
