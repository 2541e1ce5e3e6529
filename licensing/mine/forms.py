# SPDX-License-Identifier: Apache-2.0
"""Forms of licensing. They shape input; what is allowed is decided by the actions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LookupForm(forms.Form):
    """Number and query code of a case."""

    number = forms.CharField(label=_("办件编号"), max_length=60)
    code = forms.CharField(label=_("查询码"), max_length=40)
