# SPDX-License-Identifier: Apache-2.0
"""What an editor typed into one form of a draft's page, as a row has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.kernel.http.numbers import whole

if TYPE_CHECKING:
    from django import forms

Row = dict[str, Any]
_NUMBERS = (
    "statutory_days", "promised_days", "validity_years", "copies", "days", "renewal_opens_days",
    "renewal_closes_days",
)  # fmt: skip


def _number(text: str) -> Any:
    """A number where one was typed, nothing for nothing, else the text for the rules to judge."""
    found = whole(text)
    return found if found is not None else (text or None)


def typed(form: forms.Form) -> Row:
    """Return the values of a form, whatever they are."""
    form.is_valid()
    values = {name: form.cleaned_data.get(name, "") for name in form.fields}
    return {name: _number(v) if name in _NUMBERS else v for name, v in values.items()}


def part_row(form: forms.Form) -> Row:
    """One part as typed; nothing for an empty line."""
    values = typed(form)
    if not any(values.values()):
        return {}
    if not values.get("example", True):
        del values["example"]
    return values
