# SPDX-License-Identifier: Apache-2.0
"""The contact step of an application: whom to reach, and the item's own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from licensing.forms import ContactForm
from licensing.one_table import FIELD
from services.form_rules import FieldKind, wrong_with

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import QueryDict

    from licensing.prefill import Known
    from services.models import FormField

_INPUTS = {
    FieldKind.NUMBER: {"inputmode": "decimal"},
    FieldKind.PHONE: {"inputmode": "tel"},
    FieldKind.DATE: {"type": "date"},
}


class TableForm(ContactForm):
    """Contact and table in one: every value is checked by the rules of its field."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        fields: Sequence[FormField],
        known: Mapping[str, Known],
        initial: Mapping[str, Any],
    ) -> None:
        filled = {f"{FIELD}{code}": one.value for code, one in known.items()}
        super().__init__(data, initial={**filled, **initial})
        for field in fields:
            self.fields[f"{FIELD}{field.code}"] = _form_field(field, known.get(field.code))

    @property
    def table(self) -> list[forms.BoundField]:
        """The item's own fields."""
        return [one for one in self if one.name.startswith(FIELD)]

    @property
    def contact(self) -> list[forms.BoundField]:
        """The fields that every application has."""
        return [one for one in self if not one.name.startswith(FIELD)]


def _form_field(field: FormField, known: Known | None) -> forms.CharField:
    told = [field.help] if field.help else []
    if known is not None:
        told.append(_("%(source)s，可以改。") % {"source": known.source})
    return forms.CharField(
        label=field.label,
        required=field.is_required,
        help_text=" ".join(told),
        widget=_widget(field),
        validators=[_checked_by(field)],
        error_messages={"required": str(wrong_with(field, ""))},
    )


def _widget(field: FormField) -> forms.Widget:
    if field.kind == FieldKind.CHOICE:
        empty = [("", _("请选择"))]
        return forms.Select(choices=[*empty, *((one, one) for one in field.choices)])
    return forms.TextInput(attrs=_INPUTS.get(FieldKind(field.kind), {}))


def _checked_by(field: FormField) -> Callable[[str], None]:
    def check(value: str) -> None:
        if wrong := wrong_with(field, value):
            raise forms.ValidationError(wrong, code="wrong_field")

    return check
