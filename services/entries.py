# SPDX-License-Identifier: Apache-2.0
"""What the editors' forms share: gaps said in words, days that a browser can show again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Entry(forms.Form):
    """A form that names each gap by its label; the browser itself holds nothing back."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写%(label)s。") % {"label": field.label}


def day(label: StrOrPromise, *, required: bool = True) -> forms.DateField:
    """Return an input for a day; browsers show a day only in the order of ISO 8601."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, required=required)
