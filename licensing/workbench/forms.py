# SPDX-License-Identifier: Apache-2.0
"""Forms of the review desk beside the decision: procedures, hearings, inspections."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from licensing.decisions.models import Outcome
from portal.kernel import clock
from portal.kernel.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.http import HttpRequest

    from portal.kernel.accounts.models import User


class DecisionForm(forms.Form):
    """The decision with its reasons."""

    outcome = forms.ChoiceField(label=_("决定"), choices=Outcome.choices, widget=forms.RadioSelect)
    opinion = forms.CharField(
        label=_("意见和理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不予批准的理由会印在决定书上。"),
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class OpenProcedureForm(forms.Form):
    """A special procedure: what, why, by whom, until when."""

    kind = forms.ChoiceField(label=_("特别程序"))
    procedure_reason = forms.CharField(label=_("事由（印在告知书上）"), max_length=300)
    provider = forms.CharField(label=_("由谁承担"), max_length=100)
    planned_end = _day(_("计划结束日期"))

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, kind) for kind in kinds]  # type: ignore[attr-defined]


class TellHearingForm(forms.Form):
    """Why the applicant is told of the right to a hearing."""

    ground = forms.CharField(
        label=_("告知听证的事由（印在告知书上）"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ScheduleForm(forms.Form):
    """Time, place and host of a hearing."""

    starts_at = _day(_("听证日期"))
    starts_time = forms.TimeField(
        label=_("听证开始时间"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        initial="09:30",
    )
    place = forms.CharField(label=_("听证地点"), max_length=200)
    host = forms.ChoiceField(
        label=_("主持人"), help_text=_("不能是审查这个办件的人员，也不能有利害关系。")
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].choices = [(str(one.pk), one.name) for one in people]  # type: ignore[attr-defined]


class RecordForm(forms.Form):
    """The signed record of a hearing, and what it found."""

    record = forms.FileField(label=_("经签字的听证笔录"), required=False)
    finding = forms.CharField(
        label=_("听证意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class InspectionForm(forms.Form):
    """Two members of staff at least, and a day."""

    people = forms.MultipleChoiceField(
        label=_("指派人员（至少两名）"), widget=forms.CheckboxSelectMultiple, required=False
    )
    planned_on = _day(_("核查日期"))

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(one.pk), one.name) for one in people]  # type: ignore[attr-defined]


# -- What was typed into a form of the desk, or the first thing that is wrong with it ----------


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
        raise Invalid("day", gettext("请填写日期。"), name) from None
