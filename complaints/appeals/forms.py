# SPDX-License-Identifier: Apache-2.0
"""Forms of complaints."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.appeals.filing import MOST_NAME, MOST_TEXT, MOST_TITLE
from complaints.appeals.models import AppealKind
from portal.kernel.wording import TOO_LONG

LONG = {"max_length": TOO_LONG}


class ComplaintForm(forms.Form):
    """An appeal as somebody writes it, signed in or not."""

    kind = forms.ChoiceField(label=_("诉求类型"), choices=AppealKind.choices)
    title = forms.CharField(label=_("一句话写明诉求"), max_length=MOST_TITLE, error_messages=LONG)
    text = forms.CharField(
        label=_("经过和要求"),
        max_length=MOST_TEXT,
        error_messages=LONG,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    case_number = forms.CharField(
        label=_("办件编号"), max_length=60, required=False, help_text=_("与某个办件有关时填写。")
    )
    contact_name = forms.CharField(
        label=_("称呼"), max_length=MOST_NAME, error_messages=LONG, required=False
    )
    contact_phone = forms.CharField(
        label=_("联系电话"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("留电话方便我们回访；不留也受理。"),
    )


class TrackForm(forms.Form):
    """Number and query code of an appeal."""

    number = forms.CharField(label=_("诉求编号"), max_length=60)
    code = forms.CharField(label=_("查询码"), max_length=40)
