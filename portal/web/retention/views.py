# SPDX-License-Identifier: Apache-2.0
"""What is kept how long, what is due, what must stay; and what the public is told of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.kernel.accounts.queries import roles_of
from portal.kernel.changes.actions import propose
from portal.kernel.changes.keeping import RETENTION, shown_length
from portal.kernel.changes.models import Change
from portal.kernel.changes.queries import visible_to
from portal.kernel.changes.states import ChangeState
from portal.kernel.errors import PortalError
from portal.kernel.http.access import require, staff_only, user_of
from portal.kernel.http.problems import show
from portal.kernel.retention.holds import lift_hold, place_hold
from portal.kernel.retention.keeping import standings
from portal.kernel.retention.models import LegalHold, RetentionPeriod
from portal.kernel.retention.periods import periods
from portal.kernel.retention.words import HOLDERS, WATCHERS, RetentionUnit
from portal.web.retention.forms import HoldForm, LengthForm, LiftForm
from portal.web.retention.targets import target_of

PAGE = 30
NAV = "web:retention"


@staff_only(*WATCHERS)
@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """List the periods that hold today, with what is over, and how much of it is held."""
    rows = [(one, shown_length(one.period)) for one in standings(clock.now())]
    context = {
        "rows": rows,
        "held": LegalHold.objects.in_force(clock.today()).count(),
        "nav": NAV,
    }
    return render(request, "web/retention/retention.html", context)


@staff_only(*WATCHERS)
@require_http_methods(["GET", "POST"])
def period(request: HttpRequest, kind: str) -> HttpResponse:
    """Show a period with its story; propose another length."""
    user = user_of(request)
    rows = list(RetentionPeriod.objects.filter(kind=kind).order_by("-effective_on"))
    if not rows:
        raise Http404
    form = LengthForm(request.POST or None, period=rows[0])
    if request.method == "POST":
        require(user, *RETENTION.proposers)
        if form.is_valid():
            try:
                made = propose(
                    kind=RETENTION.code, payload=form.payload(rows[0]), by=user, at=clock.now(),
                    reason=form.cleaned_data["reason"],
                )  # fmt: skip
            except PortalError as error:
                show(form, error)
            else:
                messages.success(request, gettext("已提出，等另一人确认。"))
                return HttpResponseRedirect(reverse("web:change", args=[made.pk]))
    changes = visible_to(user) if user_sees_changes(request) else Change.objects.none()
    context = {
        "period": rows[0],
        "story": [(row, shown_length(row)) for row in rows],
        "form": form,
        "open": changes.filter(
            kind=RETENTION.code, what=kind, state=ChangeState.PROPOSED
        ).first(),
        "may_propose": bool(roles_of(user) & RETENTION.proposers)
        and rows[0].unit != RetentionUnit.PERMANENT,
        "nav": NAV,
    }  # fmt: skip
    return render(request, "web/retention/period.html", context, status=400 if form.errors else 200)


def user_sees_changes(request: HttpRequest) -> bool:
    """Tell whether the reader proposes or confirms periods."""
    return bool(roles_of(user_of(request)) & {*RETENTION.proposers, RETENTION.confirmer})


@staff_only(*WATCHERS)
@require_http_methods(["GET", "POST"])
def holds(request: HttpRequest) -> HttpResponse:
    """List the orders that something stays, the newest first; give another."""
    form = HoldForm(request.POST or None, initial={"valid_from": clock.today()})
    if request.method == "POST":
        require(user_of(request), *HOLDERS)
        if form.is_valid() and _is_placed(request, form):
            messages.success(request, gettext("已保全，从开始之日起不会删除或者抹去。"))
            return HttpResponseRedirect(reverse("web:holds"))
    rows = LegalHold.objects.select_related("placed_by__staff", "lifted_by__staff")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_hold": bool(roles_of(user_of(request)) & set(HOLDERS)),
        "today": clock.today(),
        "nav": NAV,
    }
    return render(request, "web/retention/holds.html", context, status=400 if form.errors else 200)


def _is_placed(request: HttpRequest, form: HoldForm) -> bool:
    data = dict(form.cleaned_data)
    try:
        target = target_of(data.pop("kind"), data.pop("what"))
        place_hold(
            what=target.what, party=target.party, target=target.subject,
            by=user_of(request), at=clock.now(), **data,
        )  # fmt: skip
    except PortalError as error:
        show(form, error)
        return False
    return True


@staff_only(*HOLDERS)
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one order; lift it."""
    found = get_object_or_404(
        LegalHold.objects.select_related("placed_by__staff", "lifted_by__staff"), pk=pk
    )
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lift_hold(hold=found, by=user_of(request), at=clock.now(), **form.cleaned_data)
        except PortalError as error:
            show(form, error)
        else:
            messages.success(request, gettext("已解除，到期的内容由下一次清理处理。"))
            return HttpResponseRedirect(reverse("web:holds"))
    context = {"hold": found, "form": form, "today": clock.today(), "nav": NAV}
    return render(request, "web/retention/hold.html", context, status=400 if form.errors else 200)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Tell everybody what is kept, how long, and by which rule."""
    rows = [(row, shown_length(row)) for row in periods(clock.today()).values()]
    return render(request, "web/retention/privacy.html", {"rows": rows})
