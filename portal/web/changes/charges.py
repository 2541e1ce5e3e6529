# SPDX-License-Identifier: Apache-2.0
"""The list of charges and what may not be deferred: what holds, its story, and proposing a new row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.kernel.accounts.queries import roles_of
from portal.kernel.changes import actions
from portal.kernel.changes.queries import visible_to
from portal.kernel.changes.states import ChangeState
from portal.kernel.errors import PortalError
from portal.kernel.http.access import require, staff_only, user_of
from portal.kernel.http.problems import show
from portal.web.calendar.forms import day_field
from services.items.codes import Handling
from services.items.law import (
    EXCLUSION,
    FEE,
    MOST_NAME,
    MOST_TEXT,
    shown_exclusion,
    shown_fee,
    shown_reach,
)
from services.items.models.charges import DeferralExclusion, FeeItem
from services.items.models.item import ServiceItem

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.kernel.changes.kinds import Kind

NAV = "web:changes"
ROLES = (*sorted(FEE.proposers), FEE.confirmer)


class RowForm(forms.Form):
    """What every new row of law needs: its source, its day, and why."""

    citation = forms.CharField(
        label=_("依据"), max_length=MOST_TEXT, help_text=_("文件名称和条款。")
    )
    effective_on = day_field(_("生效日期"), help_text=_("最早明天。"))
    reason = forms.CharField(
        label=_("为什么变更"),
        max_length=actions.MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def payload(self) -> dict[str, Any]:
        """Return what is proposed, as JSON keeps it."""
        data = {name: one for name, one in self.cleaned_data.items() if name != "reason"}
        return {**data, "effective_on": data["effective_on"].isoformat()}


class FeeForm(RowForm):
    """A charge: its name once, its standard."""

    name = forms.CharField(label=_("收费项目"), max_length=MOST_NAME)
    standard = forms.CharField(label=_("收费标准"), max_length=MOST_TEXT)
    is_active = forms.BooleanField(label=_("在用"), required=False, initial=True)
    field_order = ("name", "standard", "is_active")

    def __init__(self, *args: Any, row: FeeItem | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row is not None:
            # the name is the thing itself; what the address says counts
            self.fields["name"].disabled = True
            told = ("name", "standard", "is_active", "citation")
            self.initial.update({name: getattr(row, name) for name in told})


class ExclusionForm(RowForm):
    """A class of items that may not be deferred."""

    label = forms.CharField(label=_("为什么不适用容缺"), max_length=MOST_TEXT)
    handling = forms.ChoiceField(
        label=_("办件类型"), required=False, choices=(("", _("不按办件类型")), *Handling.choices)
    )
    item_codes = forms.CharField(
        label=_("事项编码"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每行一个。"),
    )
    is_own = forms.BooleanField(label=_("本市自定"), required=False)
    is_on = forms.BooleanField(label=_("启用"), required=False, initial=True)
    field_order = ("label", "handling", "item_codes", "is_own", "is_on")

    def __init__(self, *args: Any, row: DeferralExclusion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if row is not None:
            told = ("label", "handling", "is_own", "is_on", "citation")
            self.initial.update({name: getattr(row, name) for name in told})
            self.initial["item_codes"] = "\n".join(row.item_codes)

    def payload(self) -> dict[str, Any]:
        """Return what is proposed; a new class gets the next free code."""
        codes = dict.fromkeys(self.cleaned_data["item_codes"].split())
        return {**super().payload(), "item_codes": list(codes), "code": self._code()}

    def _code(self) -> str:
        if self.row is not None:
            return self.row.code
        taken = set(DeferralExclusion.objects.values_list("code", flat=True))
        return next(
            code for number in range(1, len(taken) + 2) if (code := f"own-{number}") not in taken
        )


@staff_only(*ROLES)
@require_safe
def fees(request: HttpRequest) -> HttpResponse:
    """List the charges, in use and no longer, and what is to come."""
    return _list(request, FEE, FeeItem, shown_fee, "fee")


@staff_only(*ROLES)
@require_safe
def exclusions(request: HttpRequest) -> HttpResponse:
    """List the classes of items that may not be deferred, and what is to come."""
    return _list(request, EXCLUSION, DeferralExclusion, shown_exclusion, "exclusion")


def _list(
    request: HttpRequest, kind: Kind, model: Any, words: Callable[[Any], str], name: str
) -> HttpResponse:
    today = clock.today()
    now = {getattr(row, model.KEY): row for row in model.objects.in_force(today)}
    later = {}
    for row in model.objects.filter(effective_on__gt=today).order_by("-effective_on"):
        later[getattr(row, model.KEY)] = row
    found = [
        {
            "row": now.get(key) or later[key],
            "address": _address(now.get(key) or later[key], name),
            "value": words(now.get(key)),
            "next": later.get(key),
            "next_value": words(later[key]) if key in later else "",
        }
        for key in sorted({*now, *later})
    ]
    context = {
        "title": kind.label, "rows": found, "nav": NAV, "new": reverse(f"web:{name}_new"),
        "may_propose": bool(roles_of(user_of(request)) & kind.proposers),
    }  # fmt: skip
    return render(request, "web/changes/law.html", context)


def _address(row: FeeItem | DeferralExclusion, name: str) -> str:
    return reverse(f"web:{name}", args=[row.pk if isinstance(row, FeeItem) else row.code])


@staff_only(*ROLES)
@require_http_methods(["GET", "POST"])
def fee(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show a charge with its story; propose another standard, or a new charge."""
    asked = get_object_or_404(FeeItem, pk=pk) if pk is not None else None
    rows = list(FeeItem.objects.filter(name=asked.name).order_by("-effective_on")) if asked else []
    story = [(row, shown_fee(row), "") for row in rows]
    form = FeeForm(request.POST or None, row=rows[0] if rows else None)
    return _page(request, FEE, story, form, "fees")


@staff_only(*ROLES)
@require_http_methods(["GET", "POST"])
def exclusion(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show why items may not be deferred, with its story; propose another row, or a new class."""
    rows = list(DeferralExclusion.objects.filter(code=code).order_by("-effective_on"))
    if code and not rows:
        raise Http404
    story = [(row, shown_exclusion(row), _reach(row)) for row in rows]
    form = ExclusionForm(request.POST or None, row=rows[0] if rows else None)
    return _page(request, EXCLUSION, story, form, "exclusions")


def _reach(row: DeferralExclusion) -> str:
    """Return which items a class holds, by name."""
    names = ServiceItem.objects.filter(code__in=row.item_codes).order_by("name")
    told = "、".join(names.values_list("name", flat=True))
    return "：".join(part for part in (shown_reach(row), told) if part)


def _page(
    request: HttpRequest, kind: Kind, story: list[tuple[Any, str, str]], form: RowForm, back: str
) -> HttpResponse:
    user = user_of(request)
    if request.method == "POST":
        require(user, *kind.proposers)
        if form.is_valid():
            try:
                made = actions.propose(
                    kind=kind.code, payload=form.payload(), by=user, at=clock.now(),
                    reason=form.cleaned_data["reason"],
                )  # fmt: skip
            except PortalError as error:
                show(form, error)
            else:
                messages.success(request, gettext("已提出，等另一人确认。"))
                return HttpResponseRedirect(reverse("web:change", args=[made.pk]))
    newest = story[0][0] if story else None
    waiting = visible_to(user).filter(kind=kind.code, state=ChangeState.PROPOSED)
    context = {
        "title": str(newest) if newest else gettext("新增：%(kind)s") % {"kind": kind.label},
        "back": reverse(f"web:{back}"),
        "kind_name": kind.label,
        "story": story,
        "form": form,
        "open": waiting.filter(what=getattr(newest, newest.KEY)).first() if newest else None,
        "may_propose": bool(roles_of(user) & kind.proposers),
        "nav": NAV,
    }
    status = 400 if form.errors else 200
    return render(request, "web/changes/law_row.html", context, status=status)
