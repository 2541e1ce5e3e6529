# SPDX-License-Identifier: Apache-2.0
"""The question which document a number stands on, the same in every form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import IdKind

LABEL = _("证件类型")


class IdKindField(forms.ChoiceField):
    """Which kind of document; where the form leaves it out, a resident's ID card."""

    def __init__(self, label: Any = LABEL, *, first: IdKind = IdKind.RESIDENT) -> None:
        super().__init__(label=label, choices=IdKind.choices, initial=first)

    def clean(self, value: Any) -> str:
        """Return the kind that was chosen."""
        return str(super().clean(value or IdKind.RESIDENT))
