# SPDX-License-Identifier: Apache-2.0
"""Forms of complaints."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.ratings.models import Rating


class RatingForm(forms.Form):
    """One rating of a finished matter, with a comment."""

    level = forms.TypedChoiceField(
        label=_("总体评价"), choices=Rating.Level.choices, coerce=int, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("想说的话"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
