# SPDX-License-Identifier: Apache-2.0
"""The lines of an application form as inputs: the same in a preview, online and at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from services.tables.rules import FieldKind, wrong_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django_stubs_ext import StrOrPromise

    from services.tables.models import FormField

#: What the name of a line begins with in a form.
FIELD = "f-"
_INPUTS = {
    FieldKind.NUMBER: {"inputmode": "decimal"},
    FieldKind.PHONE: {"inputmode": "tel"},
    FieldKind.DATE: {"type": "date"},
}


class TableInputs(forms.Form):
    """Lines of an application form; it checks like the real one. ``sources``: code → words.

    ``on_file``: the number under which the applicant is known, as in ``wrong_with``.
    """

    def __init__(
        self,
        lines: Iterable[FormField],
        sources: Mapping[str, StrOrPromise],
        data: Mapping[str, Any] | None = None,
        *,
        on_file: str = "",
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        for line in lines:
            self.fields[f"{FIELD}{line.code}"] = input_of(line, sources.get(line.code, ""), on_file)


def input_of(field: FormField, source: StrOrPromise = "", on_file: str = "") -> forms.CharField:
    """Return the input of a line; ``source`` says in words where its value was found."""
    told = [field.help] if field.help else []
    if source:
        told.append(_("%(source)s，可以改。") % {"source": source})
    return forms.CharField(
        label=field.label,
        required=field.is_required,
        help_text=" ".join(told),
        widget=_widget(field),
        validators=[_checked_by(field, on_file)],
        error_messages={"required": str(wrong_with(field, ""))},
    )


def _widget(field: FormField) -> forms.Widget:
    if field.kind == FieldKind.CHOICE:
        empty = [("", _("请选择"))]
        return forms.Select(choices=[*empty, *((one, one) for one in field.choices)])
    return forms.TextInput(attrs=_INPUTS.get(FieldKind(field.kind), {}))


def _checked_by(field: FormField, on_file: str) -> Callable[[str], None]:
    def check(value: str) -> None:
        if wrong := wrong_with(field, value, on_file):
            raise forms.ValidationError(wrong, code="wrong_field")

    return check
