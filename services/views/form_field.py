# SPDX-License-Identifier: Apache-2.0
"""One line of an application form: add a new one, take one that others ask, or change it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import PortalError
from portal.kernel.http.access import staff_only, user_of
from services.actions.form_fields import add_field, change_field, share_field
from services.editors.forms import revision_for, revision_in, show
from services.forms_field import FieldForm, as_line, preview_of, start_with
from services.items.models.item import ServiceItem
from services.models.form_field import FormField
from services.queries_forms import is_kind_fixed, sharers_of, to_share_with
from services.views.form_desk import revision_of


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
    return render(request, "services/form_field.html", context, status=status)


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
