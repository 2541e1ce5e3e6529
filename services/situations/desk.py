# SPDX-License-Identifier: Apache-2.0
"""The editor's desk for situations: write the questions, try them out, ask them from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.errors import Invalid
from portal.kernel.http import numbers
from portal.kernel.http.access import staff_only, user_of
from services.items.codes import Necessity, VersionStatus
from services.items.models.item import ServiceItem
from services.items.queries import published
from services.situations import actions
from services.situations import tree as situations_tree
from services.situations.asking import context_of
from services.situations.form import lines_of, rows_in
from services.situations.models import ItemSituation

if TYPE_CHECKING:
    from portal.kernel.errors import Problem


@staff_only(Role.EDITOR)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the items with conditional materials or questions, those without questions first."""
    in_force = Q(offerings__versions__status=VersionStatus.PUBLISHED)
    conditional = Q(offerings__versions__materials__necessity=Necessity.CONDITIONAL)
    items = (
        ServiceItem.objects.annotate(
            conditional=Count(
                "offerings__versions__materials", filter=in_force & conditional, distinct=True
            )
        )
        .filter(Q(conditional__gt=0) | Q(situation__isnull=False))
        .select_related("situation")
        .order_by("situation", "name")
    )
    return render(request, "services/situations/situation_desk.html", {"items": items})


def _page(
    request: HttpRequest,
    item: ServiceItem,
    rows: list[dict[str, Any]],
    problems: list[Problem] | None = None,
) -> HttpResponse:
    kept = ItemSituation.objects.filter(item=item).first()
    materials = actions.materials_of(item)
    tree = situations_tree.read(rows)
    context = {
        "item": item,
        "kept": kept,
        "revision": request.POST.get("revision", kept.revision if kept else 0),
        "lines": lines_of(rows, materials),
        "silent": [name for name in _conditional(item) if name not in tree.asked_about],
        "problems": [
            {"field_id": f"question-{one.field}", "message": one.message} for one in problems or ()
        ],
    }
    status = 400 if problems else 200
    return render(request, "services/situations/situation_edit.html", context, status=status)


def _conditional(item: ServiceItem) -> list[str]:
    version = published().filter(offering__item=item).first()
    if version is None:
        return []
    rows = version.materials.filter(necessity=Necessity.CONDITIONAL)
    return list(rows.values_list("name", flat=True))


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Write the questions of one item; what was typed stays on the page when it is wrong."""
    item = get_object_or_404(ServiceItem, code=code)
    if request.method == "GET":
        kept = ItemSituation.objects.filter(item=item).first()
        rows = (kept.questions if kept.draft is None else kept.draft) if kept else []
        return _page(request, item, rows)
    rows = rows_in(request.POST)
    try:
        actions.save_draft(
            item=item,
            rows=rows,
            revision=numbers.whole(request.POST.get("revision")) or 0,
            by=user_of(request),
            at=clock.now(),
        )
    except Invalid as error:
        return _page(request, item, rows, error.problems)
    messages.success(request, _("草稿已保存。请试运行，没有问题再启用。"))
    return HttpResponseRedirect(reverse("services:situation_edit", args=[code]))


@staff_only(Role.EDITOR)
@require_safe
def try_out(request: HttpRequest, code: str) -> HttpResponse:
    """Go through the drafted questions as an applicant would."""
    item = get_object_or_404(ServiceItem, code=code)
    kept = get_object_or_404(ItemSituation, item=item)
    version = published().filter(offering__item=item).first()
    if version is None:
        raise Http404
    rows = kept.questions if kept.draft is None else kept.draft
    context = context_of(version, situations_tree.read(rows), request)
    return render(
        request, "services/situations/situation_try.html", {"item": item, "kept": kept, **context}
    )


@staff_only(Role.EDITOR)
@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the drafted questions from now on."""
    item = get_object_or_404(ServiceItem, code=code)
    try:
        actions.publish_draft(item=item, by=user_of(request), at=clock.now())
    except Invalid as error:
        kept = get_object_or_404(ItemSituation, item=item)
        return _page(request, item, kept.draft or [], error.problems)
    messages.success(request, _("已启用，申请人现在按新问题回答。"))
    return HttpResponseRedirect(reverse("services:situation_desk"))
