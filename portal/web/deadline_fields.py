# SPDX-License-Identifier: Apache-2.0
"""What the deadline calculator lets choose, and its kinds of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel.deadlines.engine.spans import ART_45, CODES
from portal.kernel.deadlines.proof import questions
from portal.kernel.deadlines.words import Unit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: A proof shows each day; longer ones help nobody.
LONGEST = 3660
PAUSES = (1, 2)
UNITS = (
    (Unit.WORKING.value, _("工作日")),
    (Unit.CALENDAR.value, _("自然日")),
    (Unit.MONTHS.value, _("个月")),
    (Unit.YEARS.value, _("年")),
    (Unit.HOURS.value, _("小时")),
)
DIRECTIONS = (
    (questions.AFTER, _("往后算：从这一天起多久之内")),
    (questions.BEFORE, _("往前算：在这一天之前多久")),
)
KINDS = [("", _("没有")), *((name, name) for name in (*ART_45, CODES["site_visit"]))]


def day_field(label: StrOrPromise, help_text: StrOrPromise = "") -> forms.DateField:
    """Return a field for a day that may be left out."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=widget, help_text=help_text, input_formats=["%Y-%m-%d"]
    )


def count_field(label: StrOrPromise, help_text: StrOrPromise = "") -> forms.IntegerField:
    """Return a field for a number of days that may be left out."""
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=LONGEST, help_text=help_text
    )
