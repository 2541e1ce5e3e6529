# SPDX-License-Identifier: Apache-2.0
"""What the rules find, put beside the fields of a draft's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms.utils import ErrorList

from services.draft_parts import PARTS
from services.draft_places import place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django import forms

    from services.draft_form import DraftPage
    from services.items.rules.findings import Problem


def mark(page: DraftPage, findings: Iterable[Problem]) -> list[dict[str, str]]:
    """Put every finding beside its field, under the field's own name; returns them for the
    summary on top."""
    found: dict[forms.Form, dict[str, list[str]]] = {}
    summary = []
    for one in findings:
        form, name = place(page, one.field)
        if form is not None:
            label, field_id = form[name].label, form[name].auto_id
        else:
            label, field_id = PARTS[name].title if name else one.field, name
        message = one.message.replace(f"“{one.field}”", f"“{label}”")
        if form is not None:
            found.setdefault(form, {}).setdefault(name, []).append(message)
        summary.append({"field_id": field_id, "message": message})
    for form, errors in found.items():
        form.errors.update({name: ErrorList(told) for name, told in errors.items()})
    return summary


def differing(page: DraftPage, stored: Mapping[str, Any]) -> list[str]:
    """Return the names of what the page says otherwise than a stored row."""
    found = []
    for key, value in page.row.items():
        form, name = place(page, key)
        if (value or None) == (stored.get(key) or None):
            continue
        if form is not None:
            found.append(str(form[name].label))
        elif name:
            found.append(str(PARTS[name].title))
    return found
