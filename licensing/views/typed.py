# SPDX-License-Identifier: Apache-2.0
"""What was typed into a form of the desk, or the first thing that is wrong with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.errors import Invalid

if TYPE_CHECKING:
    from datetime import date

    from django import forms
    from django.http import HttpRequest


def cleaned(form: forms.Form) -> dict[str, object]:
    """Return what was typed; raises Invalid with the first field that is wrong."""
    if form.is_valid():
        return form.cleaned_data
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise Invalid("form", f"{label}：{errors[0]}", name)


def day_of(request: HttpRequest, name: str) -> date:
    """Return a day that was typed; raises Invalid for none."""
    try:
        return (
            datetime.strptime(request.POST.get(name, ""), "%Y-%m-%d")
            .replace(tzinfo=clock.SHANGHAI)
            .date()
        )
    except ValueError:
        raise Invalid("day", _("请填写日期。"), name) from None
