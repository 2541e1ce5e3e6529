# SPDX-License-Identifier: Apache-2.0
"""Kinds of fields of an editor's page. They take anything: the rules judge, not the form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from services.draft_select import KeepingSelect

EMPTY = ("", _("请选择"))


def text(label: Any, *, help_text: Any = "", lines: int = 1, **attrs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


def whole(label: Any, *, help_text: Any = "") -> forms.CharField:
    return text(label, help_text=help_text, inputmode="numeric", size="6")


def pick(label: Any, choices: Any, *, empty: Any = EMPTY, help_text: Any = "") -> forms.CharField:
    """One of the choices (value, label), or nothing."""
    widget = KeepingSelect(choices=[empty, *choices])
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


def choice(label: Any, words: Any, *, help_text: Any = "") -> forms.CharField:
    """One of the words, which are their own labels."""
    return pick(label, [(word, word) for word in words], help_text=help_text)


def flag(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class DraftFields(forms.Form):
    """Fields that take anything; ``must`` names those that are not marked as optional.

    ``words`` are the choices of fields whose choices stand in the database.
    """

    must: tuple[str, ...] = ()

    def __init__(self, *args: Any, words: Any = None, **kwargs: Any) -> None:
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)
        for name in self.must:
            self.fields[name].required = True
        for name, known in (words or {}).items():
            if name in self.fields:
                self.fields[name].widget.choices = [EMPTY, *((one, one) for one in known)]
