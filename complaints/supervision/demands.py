# SPDX-License-Identifier: Apache-2.0
"""A supervisor lets a file be asked for more than the one notice named, with a reason on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from licensing.cases import story
from licensing.cases.models import Verdict
from licensing.cases.queries import overseen
from licensing.cases.states import AT_INTAKE
from licensing.intake.correct import request_correction
from licensing.intake.panel import lines_of
from licensing.intake.telling import first_notice, named_in
from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.errors import PortalError
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.problems import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licensing.cases.models import Case, CaseMaterial

_FIELD = "demand_"


class DemandForm(forms.Form):
    """What is wanted of each material that the notice left out, and why it must be."""

    def __init__(self, *args: Any, lines: Sequence[CaseMaterial], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            self.fields[f"{_FIELD}{line.pk}"] = forms.CharField(
                label=line.material.name, max_length=300, required=False,
                widget=forms.TextInput(attrs={"placeholder": gettext("要补什么；不要求的不填")}),
            )  # fmt: skip
        self.fields["override_reason"] = forms.CharField(
            label=gettext("为什么非要不可"), max_length=300,
            widget=forms.Textarea(attrs={"rows": 3}),
        )  # fmt: skip

    @property
    def demands(self) -> dict[int, str]:
        """Return by the key of the material what is wanted, as far as something is."""
        return {
            int(name.removeprefix(_FIELD)): said
            for name, said in self.cleaned_data.items()
            if name.startswith(_FIELD) and said
        }


def forgotten(case: Case) -> list[CaseMaterial]:
    """Return the materials that the one notice did not name, none before there is one."""
    notice = first_notice(case) if case.state in AT_INTAKE else None
    if notice is None:
        return []
    named = named_in(notice)
    return [
        line
        for line in lines_of(case)
        if line.is_applicable and line.pk not in named and line.verdict != Verdict.PASSED
    ]


@staff_only(Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def second_demand(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for what the one notice left out; it is held against whoever left it out."""
    case = get_object_or_404(overseen(user_of(request)), number=number)
    lines = forgotten(case)
    if not lines:
        messages.info(request, _("这个办件没有遗漏的材料。"))
        return HttpResponseRedirect(reverse("web:supervision_case", args=[number]))
    form = DemandForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            request_correction(
                case=case,
                demands=form.demands,
                override_reason=form.cleaned_data["override_reason"],
                revision=story.revision_of(request),
                by=user_of(request),
                at=clock.now(),
            )
        except PortalError as error:
            show(form, error)
        else:
            messages.success(request, _("补正告知书已发出，一次告知的遗漏已记录在案。"))
            return HttpResponseRedirect(reverse("web:supervision_case", args=[number]))
    return render(
        request,
        "complaints/supervision/second_demand.html",
        {"case": case, "form": form},
        status=400 if form.errors else 200,
    )
