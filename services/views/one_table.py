# SPDX-License-Identifier: Apache-2.0
"""One table for a bundle: what all its items ask, every shared field once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from services.bundles.models import Bundle
from services.form_rules import one_table
from services.models.form_field import FormField


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
    return render(request, "services/bundle_form.html", context)
