# SPDX-License-Identifier: Apache-2.0
"""The forms of requests for data and of consents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.clients.models import ApiClient
from portal.kernel.places.models import Organ
from portal.kernel.sharing import rules
from portal.kernel.sharing.consents import MOST_PURPOSE, receivers, sources
from portal.web.calendar.forms import day_field
from services.items.models.item import Offering

_EMPTY = ("", _("请选择"))


def _kinds() -> list[tuple[str, Any]]:
    return [_EMPTY, *((one.code, one.label) for one in rules.data_kinds().values())]


def _grounds() -> list[tuple[str, Any]]:
    found = rules.refusal_grounds().values()
    return [_EMPTY, *((one.code, f"{one.label}（{one.citation}）") for one in found)]


def _text(label: Any, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class AskForm(forms.Form):
    """What is asked for, of whom, by which law, for which matter."""

    holder = forms.ModelChoiceField(
        label=_("向哪个部门"), queryset=Organ.objects.order_by("name", "pk"), empty_label=_EMPTY[1]
    )
    kind = forms.ChoiceField(label=_("要什么数据"), choices=_kinds)
    matter = forms.CharField(
        label=_("用于事项"), max_length=64, required=False, help_text=_("填事项的实施编码。")
    )
    article = forms.CharField(
        label=_("依据"), max_length=rules.MOST_ARTICLE,
        help_text=_("法律和条款，例如：行政许可法第三十四条。这一项公开。"),
    )  # fmt: skip
    purpose = _text(_("做什么用"), rules.MOST_PURPOSE, help_text=_("不公开。"))
    about = _text(_("要谁的、哪些数据"), rules.MOST_ABOUT, help_text=_("不公开。"))
    about_number = forms.CharField(
        label=_("证件号码或者统一社会信用代码"), max_length=40, required=False,
        help_text=_("填了，本人在“谁看过我的信息”里能看到。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean_matter(self) -> str:
        code = str(self.cleaned_data["matter"]).strip()
        if code and not Offering.objects.filter(code=code).exists():
            raise forms.ValidationError(_("没有这个实施编码的事项。"), code="unknown_matter")
        return code

    def told(self) -> dict[str, Any]:
        """Return what the act takes, with the matter's name."""
        data = dict(self.cleaned_data)
        found = Offering.objects.filter(code=data["matter"]).select_related("item").first()
        return {**data, "matter_name": found.item.name if found is not None else ""}


class AnswerForm(forms.Form):
    """The data."""

    answer = _text(_("数据"), rules.MOST_ANSWER, 6)


class RefuseForm(forms.Form):
    """The ground of law."""

    ground = forms.ChoiceField(label=_("法定理由"), choices=_grounds)


class ConsentForm(forms.Form):
    """Who may read what of mine, for what, until when."""

    client: forms.ModelChoiceField[ApiClient] = forms.ModelChoiceField(
        label=_("让谁查阅"), queryset=ApiClient.objects.none(), empty_label=_EMPTY[1]
    )
    kind = forms.ChoiceField(label=_("查阅什么"))
    purpose = forms.CharField(
        label=_("做什么用"), max_length=MOST_PURPOSE, help_text=_("例如：办理房屋贷款。")
    )
    valid_to = day_field(_("到哪天为止"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = receivers(clock.today())  # type: ignore[attr-defined]
        choices = [_EMPTY, *((one.code, one.label) for one in sources().values())]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
