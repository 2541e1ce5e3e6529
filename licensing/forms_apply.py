# SPDX-License-Identifier: Apache-2.0
"""The contact step of an application: whom to reach, and the item's own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from licensing.forms import ContactForm
from services.tables.inputs import FIELD, input_of
from services.tables.rules import FieldSource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django import forms
    from django.http import QueryDict

    from licensing.prefill import Known
    from services.tables.models import FormField


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
        if any(field.source == FieldSource.ADDRESS for field in fields):
            del self.fields["address"]  # the table asks for it
        for field in fields:
            origin = known.get(field.code)
            source = origin.source if origin else ""
            self.fields[f"{FIELD}{field.code}"] = input_of(field, source)

    @property
    def table(self) -> list[forms.BoundField]:
        """The item's own fields."""
        return [one for one in self if one.name.startswith(FIELD)]

    @property
    def contact(self) -> list[forms.BoundField]:
        """The fields that every application has."""
        return [one for one in self if not one.name.startswith(FIELD)]
