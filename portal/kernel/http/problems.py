# SPDX-License-Identifier: Apache-2.0
"""Showing at a form what an act found wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import Invalid

if TYPE_CHECKING:
    from django import forms

    from portal.kernel.errors import PortalError


def show(form: forms.Form, error: PortalError, *, others_shown: bool = False) -> None:
    """Put every problem at the input it names, or above the form when there is none such.

    ``others_shown``: the page itself shows the problems of inputs that the form does not know.
    """
    if not isinstance(error, Invalid):
        form.add_error(None, str(error.message))
        return
    for problem in error.problems:
        is_known = problem.field in form.fields
        if is_known or not others_shown:
            form.add_error(problem.field if is_known else None, str(problem.message))
