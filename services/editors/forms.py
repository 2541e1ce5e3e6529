# SPDX-License-Identifier: Apache-2.0
"""What the editors' pages share: problems of an action shown at the inputs they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from portal.kernel.errors import Invalid, Stale
from portal.kernel.http import numbers

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    from portal.kernel.errors import PortalError, Problem


def revision_for(request: HttpRequest, current: int, error: PortalError | None) -> int:
    """Return the state that a page shown again is made from.

    Who was overtaken is told so, keeps what was typed, and may save it over the new state.
    """
    is_shown_again = request.method == "POST" and not isinstance(error, Stale)
    return revision_in(request) if is_shown_again else current


def revision_in(request: HttpRequest) -> int:
    """Return the state of the form that the page was made from."""
    return numbers.whole(request.POST.get("revision")) or 0


def links_of(form: forms.Form, error: PortalError | None) -> list[Problem]:
    """Return the problems of an action that no input of the form stands for."""
    if not isinstance(error, Invalid):
        return []
    return [problem for problem in error.problems if problem.field not in form.fields]


# -- What the editors' forms share: gaps said in words, days that a browser can show again -----


class EntryForm(forms.Form):
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
