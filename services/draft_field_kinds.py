# SPDX-License-Identifier: Apache-2.0
"""Kinds of fields of an editor's page. They take anything: the rules judge, not the form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

EMPTY = ("", _("请选择"))


def text(label: Any, *, help_text: Any = "", lines: int = 1, **attrs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


def whole(label: Any, *, help_text: Any = "") -> forms.CharField:
    return text(label, help_text=help_text, inputmode="numeric", size="6")


def choice(label: Any, words: Any) -> forms.CharField:
    choices = [EMPTY, *((word, word) for word in words)]
    return forms.CharField(label=label, required=False, widget=forms.Select(choices=choices))


def flag(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class DraftFields(forms.Form):
    """Fields that take anything; ``must`` names those that are not marked as optional."""

    must: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)
        for name in self.must:
            self.fields[name].required = True
