# SPDX-License-Identifier: Apache-2.0
"""Supervisors declare an emergency, see beforehand what would move, and may undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from licensing.cases import story
from licensing.emergencies.actions import Scope, declare_emergency, reach_of, undo_emergency
from licensing.emergencies.models import Emergency
from licensing.emergencies.states import EmergencyState
from portal.kernel import clock
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import OVERSIGHT_ROLES, Role
from portal.kernel.errors import Invalid
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.problems import show
from portal.kernel.places.models import Centre, Division
from services.items.models.item import ServiceItem

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: Levels that an emergency is declared for; below them the list would be hundreds of names.
_LEVELS = ("prefecture", "county")
#: Digits of a division's code that the whole city has in common (GB/T 2260).
_CITY_DIGITS = 4


def _own_divisions() -> QuerySet[Division]:
    """Return the city and its counties: where the portal has centres."""
    codes = Centre.objects.values_list("division_id", flat=True)
    reach = Q(pk__in=())
    for root in {code[:_CITY_DIGITS] for code in codes}:
        reach |= Q(code__startswith=root)
    return Division.objects.filter(reach, level__in=_LEVELS)


class EmergencyForm(forms.Form):
    """What happened, where, which matters, from when to when, and how many days more."""

    name = forms.CharField(label=gettext_lazy("突发事件"), max_length=100)
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        help_text=gettext_lazy("公告的名称和文号"),
        max_length=200,
    )
    divisions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("受影响的区域"),
        queryset=Division.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    items = forms.ModelMultipleChoiceField(
        label=gettext_lazy("受影响的事项"),
        help_text=gettext_lazy("不选就是全部事项"),
        queryset=ServiceItem.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    first_day = forms.DateField(
        label=gettext_lazy("首日"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last_day = forms.DateField(
        label=gettext_lazy("末日"),
        help_text=gettext_lazy("在首日到末日之间到期的证照，有效期一并顺延"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    extra_days = forms.IntegerField(
        label=gettext_lazy("延长天数"),
        help_text=gettext_lazy("按工作日计算的时限延长工作日，其他的延长自然日"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["divisions"].queryset = _own_divisions()  # type: ignore[attr-defined]
        self.fields["items"].queryset = ServiceItem.objects.order_by("name")  # type: ignore[attr-defined]

    def scope(self) -> Scope:
        """Return the scope of a valid form."""
        data = self.cleaned_data
        return Scope(
            divisions=list(data["divisions"]),
            items=list(data["items"]),
            first_day=data["first_day"],
            last_day=data["last_day"],
        )


@staff_only(*OVERSIGHT_ROLES)
@require_http_methods(["GET", "POST"])
def emergencies(request: HttpRequest) -> HttpResponse:
    """List what was declared; show what a declaration would move, then declare it."""
    user = user_of(request)
    form = EmergencyForm(request.POST or None)
    reach = None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("act") == "declare":
                return _declare(request, form)
            reach = reach_of(form.scope(), at=clock.now())
        except Invalid as error:
            show(form, error)
    return render(
        request,
        "licensing/emergencies/emergencies.html",
        {
            "form": form,
            "reach": reach,
            "emergencies": Emergency.objects.prefetch_related("divisions", "items")[:50],
            "may_declare": Role.SUPERVISOR in roles_of(user),
        },
        status=400 if form.errors else 200,
    )


def _declare(request: HttpRequest, form: EmergencyForm) -> HttpResponse:
    data = form.cleaned_data
    emergency = declare_emergency(
        name=data["name"],
        basis=data["basis"],
        scope=form.scope(),
        extra_days=data["extra_days"],
        by=user_of(request),
        at=clock.now(),
    )
    messages.success(
        request, _("已宣布，%(moved)s个日期顺延，正在告知当事人。") % {"moved": emergency.moved}
    )
    return HttpResponseRedirect(reverse("licensing:emergency", args=[emergency.pk]))


@staff_only(*OVERSIGHT_ROLES)
@require_http_methods(["GET"])
def emergency(request: HttpRequest, pk: int) -> HttpResponse:
    """One declaration with what it reached, and the button that undoes it."""
    return _page(request, pk, [])


def _page(request: HttpRequest, pk: int, problems: list[dict[str, str]]) -> HttpResponse:
    found = get_object_or_404(Emergency.objects.select_related("declared_by__staff"), pk=pk)
    return render(
        request,
        "licensing/emergencies/emergency.html",
        {
            "emergency": found,
            "problems": problems,
            "may_undo": Role.SUPERVISOR in roles_of(user_of(request))
            and found.state == EmergencyState.DECLARED,
        },
        status=400 if problems else 200,
    )


@staff_only(Role.SUPERVISOR)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a declaration with a reason."""
    found = get_object_or_404(Emergency, pk=pk)
    try:
        undo_emergency(
            emergency=found,
            reason=request.POST.get("reason", ""),
            by=user_of(request),
            at=clock.now(),
        )
    except Invalid as error:
        return _page(request, pk, story.problems_of(error))
    messages.success(request, _("延期已撤销，仍在计时的日期已恢复。"))
    return HttpResponseRedirect(reverse("licensing:emergency", args=[pk]))
