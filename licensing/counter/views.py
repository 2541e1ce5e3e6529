# SPDX-License-Identifier: Apache-2.0
"""The counter: who waits, one screen for the intake, and everything done at the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from licensing.cases import queries, story
from licensing.cases.gathering import gather
from licensing.cases.models import Case, CaseMaterial, Verdict
from licensing.cases.states import AT_INTAKE, CASE, CaseState
from licensing.cases.table import card_of
from licensing.counter.forms import DeliveryForm
from licensing.deferrals.actions import reject, supply, verify
from licensing.deferrals.models import Deferral
from licensing.deferrals.rules import deferral_days
from licensing.deferrals.states import DeferralState
from licensing.delivery.actions import confirm_voiding, deliver, request_voiding
from licensing.intake.accept import (
    accept,
    decline_deferral,
    give_verdicts,
    refuse_acceptance,
    transfer,
)
from licensing.intake.correct import request_correction, supplement
from licensing.intake.identity import SeenAs, WhichIsRight, settle_identity, unsettled
from licensing.intake.panel import lines_of, panel_of
from licensing.intake.telling import first_notice, named_in
from portal.kernel import clock
from portal.kernel.accounts.actions import (
    open_personal_data,
)
from portal.kernel.accounts.words import Role
from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.proof import days
from portal.kernel.errors import Invalid
from portal.kernel.http.access import staff_of, staff_only, user_of
from portal.kernel.uploads.inspection import inspected_all
from services.items.limits import statutory_citation

if TYPE_CHECKING:
    from collections.abc import Callable


PAGE = 30


@staff_only(Role.CLERK)
@require_safe
def counter(request: HttpRequest) -> HttpResponse:
    """Show what waits at the desk, or what a search finds in one's own centre."""
    user = user_of(request)
    words = request.GET.get("q", "").strip()
    rows = (
        queries.found(queries.at_desk(user), words, clock.today()).order_by("-pk")
        if words
        else queries.to_take_in(user)
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    cases = list(page.object_list)
    terms = queries.headline_terms(cases)
    supplied = Deferral.objects.filter(
        case__centre_id=staff_of(user).centre_id or 0, state=DeferralState.SUPPLIED
    ).select_related("case__version", "case_material__material")
    handing_out = queries.at_desk(user).filter(state__in=(CaseState.DECIDED, CaseState.ISSUED))
    return render(
        request,
        "licensing/counter/counter.html",
        {
            "page": page,
            "words": words,
            "today": clock.today(),
            "cases": [(case, terms.get(case.subject_id)) for case in cases],
            "supplied": supplied[:PAGE],
            "handing_out": handing_out[:PAGE],
        },
    )


def _case(request: HttpRequest, number: str) -> Case:
    return get_object_or_404(
        queries.at_desk(user_of(request)).select_related("voiding"), number=number
    )


@staff_only(Role.CLERK)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The one screen of a case at the counter."""
    return _page(request, _case(request, number))


def _page(
    request: HttpRequest,
    found: Case,
    problems: list[dict[str, str]] | None = None,
    clear: dict[str, str] | None = None,
) -> HttpResponse:
    today = clock.today()
    gather(found)
    lines = lines_of(found)
    at_intake = found.state in AT_INTAKE
    margin = rule_book(today).value("deferral_margin_days")
    version = found.version
    return render(
        request,
        "licensing/counter/counter_case.html",
        {
            "case": found,
            "lines": lines,
            "at_intake": at_intake,
            "named": named_in(first) if (first := first_notice(found)) is not None else None,
            "unsettled": unsettled(found) if at_intake else None,
            "seen_as": SeenAs.choices,
            "which_is_right": WhichIsRight.choices,
            "typed": request.POST,
            "panel": panel_of(found, lines, today) if at_intake else None,
            "supply_by": days.preview(
                deferral_days(version.promised_days, margin), "working", today, today=today
            ),
            "promised_by": days.preview(version.promised_days, "working", today, today=today),
            "statutory_by": days.preview(
                version.statutory_days,
                "working",
                today,
                today=today,
                citation=statutory_citation(version),
            )
            if version.statutory_days is not None
            else None,
            "promised_limit": days.amount(version.promised_days, "working"),
            "statutory_limit": days.amount(version.statutory_days or 0, "working"),
            "verdicts": Verdict.choices,
            "dues": story.dues_of(found, today),
            "deferrals": found.deferrals.all(),
            "corrections": found.corrections.all(),
            "timeline": story.timeline_of(found, for_staff=True),
            "papers": story.papers_of(found),
            "clear": clear,
            "problems": problems or [],
            "delivery_form": DeliveryForm(
                initial={"recipient": (found.form or {}).get("contact_name")}
            ),
            "can_deliver": CASE.allows("deliver", found.state),
            "voiding": getattr(found, "voiding", None),
            **card_of(found, lines, for_staff=True),
            "can_void": CASE.allows("void", found.state) and found.received_on == today,
        },
        status=400 if problems else 200,
    )


def _save_verdicts(request: HttpRequest, found: Case) -> int:
    lines = list(CaseMaterial.objects.filter(case=found).values_list("pk", flat=True))
    verdicts = {
        pk: (request.POST[f"verdict_{pk}"], request.POST.get(f"note_{pk}", ""))
        for pk in lines
        if f"verdict_{pk}" in request.POST
    }
    return give_verdicts(
        case=found,
        verdicts=verdicts,
        seen=[pk for pk in lines if f"seen_{pk}" in request.POST],
        revision=story.revision_of(request),
        by=user_of(request),
        at=clock.now(),
    )


def _check(request: HttpRequest, found: Case) -> str:
    _save_verdicts(request, found)
    return _("核验结果已保存。")


def _accept(request: HttpRequest, found: Case) -> str:
    revision = _save_verdicts(request, found)
    accept(case=found, revision=revision, by=user_of(request), at=clock.now())
    return _("已受理，文书正在生成。")


def _correct(request: HttpRequest, found: Case) -> str:
    revision = _save_verdicts(request, found)
    lines = CaseMaterial.objects.filter(case=found, verdict=Verdict.TO_CORRECT)
    request_correction(
        case=found,
        demands={line.pk: line.note for line in lines},
        revision=revision,
        by=user_of(request),
        at=clock.now(),
    )
    return _("补正告知书已发出。")


def _refuse(request: HttpRequest, found: Case) -> str:
    refuse_acceptance(
        case=found,
        reason=request.POST.get("reason", ""),
        revision=story.revision_of(request),
        by=user_of(request),
        at=clock.now(),
    )
    return _("已不予受理，决定书正在生成。")


def _decline(request: HttpRequest, found: Case) -> str:
    _save_verdicts(request, found)
    decline_deferral(
        case=found, reason=request.POST.get("reason", ""), by=user_of(request), at=clock.now()
    )
    return _("不予容缺的理由已记录，督查可见。请一次告知补正。")


def _transfer(request: HttpRequest, found: Case) -> str:
    transfer(
        case=found,
        organ_name=request.POST.get("organ_name", ""),
        reason=request.POST.get("reason", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("已告知申请人应当向哪个机关申请。")


def _identity(request: HttpRequest, found: Case) -> str:
    settle_identity(
        case=found,
        seen=request.POST.get("seen", ""),
        name=request.POST.get("name", ""),
        phone=request.POST.get("phone", ""),
        revision=story.revision_of(request),
        by=user_of(request),
        at=clock.now(),
    )
    return _("申请人身份已核对，可以核验材料。")


def _supplement(request: HttpRequest, found: Case) -> str:
    supplement(case=found, by=user_of(request), at=clock.now())
    return _("补正材料已收下，请核对。")


def _deliver(request: HttpRequest, found: Case) -> str:
    form = DeliveryForm(request.POST)
    if not form.is_valid():
        raise Invalid("delivery", _("请填好送达方式和领取人。"), "recipient")
    deliver(case=found, by=user_of(request), at=clock.now(), **form.cleaned_data)
    return _("已送达，送达回证正在生成。")


def _void(request: HttpRequest, found: Case) -> str:
    request_voiding(
        case=found, reason=request.POST.get("reason", ""), by=user_of(request), at=clock.now()
    )
    return _("已提出作废，请另一位同事确认。")


def _confirm_void(request: HttpRequest, found: Case) -> str:
    confirm_voiding(case=found, by=user_of(request), at=clock.now())
    return _("误录已作废。")


ACTS: dict[str, Callable[[HttpRequest, Case], str]] = {
    "check": _check,
    "accept": _accept,
    "correct": _correct,
    "refuse": _refuse,
    "decline": _decline,
    "transfer": _transfer,
    "identity": _identity,
    "supplement": _supplement,
    "deliver": _deliver,
    "void": _void,
    "confirm-void": _confirm_void,
}


@staff_only(Role.CLERK)
@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do one act of the counter on a case."""
    found = _case(request, number)
    if verb not in ACTS:
        raise Http404
    try:
        said = ACTS[verb](request, found)
    except Invalid as error:
        found.refresh_from_db(fields=["revision", "state"])
        return _page(request, found, story.problems_of(error))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("licensing:counter_case", args=[number]))


@staff_only(Role.CLERK)
@require_POST
def deferral_act(request: HttpRequest, number: str, pk: int, verb: str) -> HttpResponse:
    """Take, verify or reject a deferred material."""
    found = _case(request, number)
    owed = get_object_or_404(Deferral, pk=pk, case=found)
    user, at = user_of(request), clock.now()
    try:
        if verb == "supply":
            files = inspected_all(request.FILES.getlist("file"))
            supply(deferral=owed, files=files, by=user, at=at)
        elif verb == "verify":
            verify(deferral=owed, by=user, at=at)
        elif verb == "reject":
            reject(deferral=owed, reason=request.POST.get("reason", ""), by=user, at=at)
        else:
            raise Http404
    except Invalid as error:
        return _page(request, found, story.problems_of(error))
    messages.success(request, _("已记录。"))
    return HttpResponseRedirect(reverse("licensing:counter_case", args=[number]))


@staff_only(Role.CLERK)
@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the applicant's data in clear once, against a reason that is recorded."""
    found = _case(request, number)
    try:
        clear = open_personal_data(
            party=found.applicant,
            reason=request.POST.get("reason", ""),
            by=user_of(request),
            subject=found.subject,
        )
    except Invalid as error:
        return _page(request, found, story.problems_of(error))
    return _page(request, found, clear=clear)
