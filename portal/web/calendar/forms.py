# SPDX-License-Identifier: Apache-2.0
"""The forms of the calendar: a local closure, a year's notice."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock

#: The largest notice that is read: ten years of dates are a tenth of it.
MOST_BYTES = 200_000


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field for one date, with the browser's own picker."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


class ClosureForm(forms.Form):
    """A local day off, or several in a row."""

    first_day = day_field(_("首日"))
    last_day = day_field(_("末日"))
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：暴雪停班。"))
    source = forms.CharField(label=_("文件名称和文号"), max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first is not None and first < clock.today():
            self.add_error("first_day", _("不能给已经过去的日子放假。"))
        if first is not None and last is not None and last < first:
            self.add_error("last_day", _("末日不能早于首日。"))
        if first is not None and last is not None and (last - first).days >= MOST_DAYS:
            self.add_error("last_day", _("一次最多放假31天。"))
        return data

    def days(self) -> list[datetime.date]:
        """Return the dates of a valid form in order."""
        first, last = self.cleaned_data["first_day"], self.cleaned_data["last_day"]
        return [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]


#: The longest closure that one notice announces (a value of this portal).
MOST_DAYS = 31


class NoticeForm(forms.Form):
    """A year's notice as a file or pasted."""

    file = forms.FileField(label=_("文件"), required=False, help_text=_("JSON 或 CSV。"))
    text = forms.CharField(
        label=_("或者粘贴内容"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_('形如 [{"date": "2027-01-01", "name": "元旦", "isOffDay": true}]'),
    )
    source = forms.CharField(label=_("文件名称和文号"), max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", _("文件太大，放假通知不会超过200KB。"))
        elif file is not None:
            try:
                data["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("文件不是 UTF-8 文本。"))
        elif not (data.get("text") or "").strip():
            self.add_error("file", _("请选择文件，或者粘贴内容。"))
        return data
