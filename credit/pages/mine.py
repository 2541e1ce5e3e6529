# SPDX-License-Identifier: Apache-2.0
"""One's own credit: records, inquiries in which one is heard, repair."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from credit.determinations.actions import state_case
from credit.determinations.queries import determinations_visible_to
from credit.records.queries import grade, records_visible_to
from credit.records.rules import grades, grades_source
from credit.repair.actions import request_repair
from portal.kernel import clock
from portal.kernel.accounts.queries import applicants_of
from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.terms.rows import by_subject
from portal.kernel.errors import Invalid
from portal.kernel.http.access import citizen_only, user_of


def _mine(request: HttpRequest, problems: list[dict[str, str]] | None = None) -> HttpResponse:
    user = user_of(request)
    today = clock.today()
    parties = [(party, grade(party, today)) for party in applicants_of(user)]
    inquiries = list(determinations_visible_to(user))
    records = list(records_visible_to(user).prefetch_related("repairs"))
    repairs = [one for record in records for one in record.repairs.all()]
    return render(
        request,
        "credit/pages/mine.html",
        {
            "parties": parties,
            "determinations": inquiries,
            "records": records,
            "terms": by_subject(
                [row.subject_id for row in inquiries] + [row.subject_id for row in repairs]
            ),
            "today": today,
            "problems": problems or [],
        },
        status=400 if problems else 200,
    )


@citizen_only
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the grade, the records and the open inquiries of all for whom one may act."""
    return _mine(request)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Publish how grades come about and what they mean."""
    return render(
        request,
        "credit/pages/rules.html",
        {"grades": grades(), "source": grades_source(), "book": rule_book(clock.today()).rows},
    )


def _problems(error: Invalid) -> list[dict[str, str]]:
    return [{"field_id": "", "message": str(one.message)} for one in error.problems]


@citizen_only
@require_POST
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Be heard before anything is marked."""
    user = user_of(request)
    inquiry = get_object_or_404(determinations_visible_to(user), pk=pk)
    try:
        state_case(
            inquiry=inquiry,
            statement=request.POST.get("statement", ""),
            force_majeure=bool(request.POST.get("force_majeure")),
            by=user,
            at=clock.now(),
        )
    except Invalid as error:
        return _mine(request, _problems(error))
    messages.success(request, _("陈述已收到，认定结果会通知您。"))
    return HttpResponseRedirect(reverse("credit:mine"))


@citizen_only
@require_POST
def repair(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to have a record repaired."""
    user = user_of(request)
    record = get_object_or_404(records_visible_to(user), pk=pk)
    try:
        request_repair(
            record=record, grounds=request.POST.get("grounds", ""), by=user, at=clock.now()
        )
    except Invalid as error:
        return _mine(request, _problems(error))
    messages.success(request, _("修复申请已提交。"))
    return HttpResponseRedirect(reverse("credit:mine"))
