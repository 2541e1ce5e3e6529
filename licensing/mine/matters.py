# SPDX-License-Identifier: Apache-2.0
"""My matters: the list, the case with its explained dates, and what I can do about it."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from licensing.apply import files
from licensing.cases import story
from licensing.cases.gathering import gather
from licensing.cases.guards import NUMBER
from licensing.cases.models import Case, MaterialFile
from licensing.cases.opening import look_at_file, look_at_paper
from licensing.cases.queries import headline_terms, own, visible_to, with_headings
from licensing.cases.states import CASE, WITH_APPLICANT, CaseState
from licensing.cases.table import card_of
from licensing.deferrals import actions as deferrals
from licensing.deferrals.models import Deferral
from licensing.deferrals.states import OWED
from licensing.delivery import actions
from licensing.intake.correct import demanded, supplement
from licensing.intake.panel import lines_of
from licensing.mine.forms import LookupForm
from portal.kernel import clock
from portal.kernel.documents.models import Document
from portal.kernel.errors import Invalid
from portal.kernel.http.access import citizen_only, user_of
from portal.kernel.http.codes import number_in, secret_in
from portal.kernel.http.downloads import send_document, send_upload
from portal.kernel.http.limits import limited
from portal.kernel.uploads.inspection import inspected_all
from portal.kernel.uploads.models import Upload

if TYPE_CHECKING:
    from django.http import FileResponse

PAGE = 20


@citizen_only
@require_safe
def my_cases(request: HttpRequest) -> HttpResponse:
    """List one's own cases; what waits for the applicant comes first."""
    rows = own(user_of(request)).exclude(state=CaseState.WITHDRAWN, number=None)
    page = Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    cases = list(page.object_list)
    terms = headline_terms(cases)
    today = clock.today()
    shown = [(case, terms.get(case.subject_id), case.state in WITH_APPLICANT) for case in cases]
    return render(
        request, "licensing/mine/my_cases.html", {"page": page, "cases": shown, "today": today}
    )


def _own(request: HttpRequest, number: str) -> Case:
    return get_object_or_404(own(user_of(request)), number=number)


@citizen_only
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case: what happens now and by when, the one button that is mine, the story."""
    return _case_page(request, _own(request, number))


def _case_page(
    request: HttpRequest, found: Case, problems: list[dict[str, str]] | None = None
) -> HttpResponse:
    today = clock.today()
    gather(found)
    dues = story.dues_of(found, today)
    by_kind = {due.term.kind: due for due in dues}
    asked = demanded(found) if found.state == CaseState.CORRECTION_REQUESTED else {}
    lines = lines_of(found)
    owed = found.deferrals.all()
    return render(
        request,
        "licensing/mine/case.html",
        {
            "case": found,
            "dues": dues,
            "limits": [by_kind[kind] for kind in ("promised", "statutory") if kind in by_kind],
            "headline": by_kind.get("supplement")
            or by_kind.get("intake")
            or by_kind.get("supplement_check"),
            "deferral_dues": {
                due.term.subject_id: due for due in dues if due.term.kind == "deferral"
            },
            "deferrals": owed,
            "hearings": found.hearings.all(),
            "hearing_due": by_kind.get("hearing_request") or by_kind.get("hearing_hold"),
            "procedures": found.procedures.all(),
            "owes": any(one.state in OWED for one in owed),
            "steps": story.picture_of(found),
            "timeline": story.timeline_of(found, for_staff=False),
            "papers": story.papers_of(found),
            "lines": lines,
            "asked": [(line, asked[line.pk]) for line in lines if line.pk in asked],
            "can_withdraw": CASE.allows("withdraw", found.state),
            "can_collect": CASE.allows("deliver", found.state),
            "problems": problems or [],
            **card_of(found, lines),
        },
        status=400 if problems else 200,
    )


@citizen_only
@require_POST
def material(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """Add or remove a file while a correction is asked for."""
    found = _own(request, number)
    error = files.apply_files(request, found, line)
    if error is not None:
        return _case_page(request, found, story.problems_of(error, f"material-{line}"))
    return HttpResponseRedirect(f"{reverse('licensing:case', args=[number])}#material-{line}")


@citizen_only
@require_POST
def supplement_page(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the corrections in."""
    found = _own(request, number)
    try:
        supplement(case=found, by=user_of(request), at=clock.now())
    except Invalid as error:
        return _case_page(request, found, story.problems_of(error))
    messages.success(request, _("补正材料已提交。"))
    return HttpResponseRedirect(reverse("licensing:case", args=[number]))


@citizen_only
@require_POST
def supply(request: HttpRequest, number: str, deferral: int) -> HttpResponse:
    """Hand a deferred material in."""
    found = _own(request, number)
    owed = get_object_or_404(Deferral, pk=deferral, case=found)
    try:
        deferrals.supply(
            deferral=owed,
            files=inspected_all(request.FILES.getlist("file")),
            by=user_of(request),
            at=clock.now(),
        )
    except Invalid as error:
        return _case_page(request, found, story.problems_of(error, f"deferral-{deferral}"))
    messages.success(request, _("补交的材料已收到，核验后通知您。"))
    return HttpResponseRedirect(reverse("licensing:case", args=[number]))


@citizen_only
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take the application back."""
    actions.withdraw(case=_own(request, number), by=user_of(request), at=clock.now())
    messages.success(request, _("申请已撤回。"))
    return HttpResponseRedirect(reverse("licensing:case", args=[number]))


@citizen_only
@require_POST
def collect(request: HttpRequest, number: str) -> HttpResponse:
    """Fetch the result online."""
    user = user_of(request)
    actions.deliver(
        case=_own(request, number), method="online", recipient=user.name, by=user, at=clock.now()
    )
    messages.success(request, _("已领取。证照和决定书在“文书”里下载。"))
    return HttpResponseRedirect(reverse("licensing:case", args=[number]))


@require_safe
def file(request: HttpRequest, number: str, token: str) -> FileResponse:
    """Download one file of a case that the user may open; ``?as=original`` as it came."""
    user = user_of(request)
    found = get_object_or_404(visible_to(user), number=number)
    belongs = (
        Q(material_file__case_material__case=found)
        | Q(procedure__case=found)
        | Q(hearing__case=found)
    )
    upload = get_object_or_404(Upload.objects.filter(belongs), token=token)
    look = look_at_file(found, upload, user)
    return send_upload(upload, look=look, as_it_came=request.GET.get("as") == "original")


@citizen_only
@require_safe
def draft_file(request: HttpRequest, draft: int, token: str) -> FileResponse:
    """Download one file of one's own draft."""
    found = get_object_or_404(own(user_of(request)), pk=draft, number=None)
    row = get_object_or_404(
        MaterialFile.objects.select_related("upload"),
        upload__token=token,
        case_material__case=found,
    )
    return send_upload(row.upload, look=None, as_it_came=request.GET.get("as") == "original")


@require_safe
def paper(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """Download one paper of a case that the user may open."""
    user = user_of(request)
    found = get_object_or_404(visible_to(user), number=number)
    document = get_object_or_404(Document, pk=pk, subject_id=found.subject_id)
    return send_document(document, look=look_at_paper(found, document, user))


@require_http_methods(["GET", "POST"])
@limited("lookup", most=30, seconds=300, wrong_only=True)
def lookup(request: HttpRequest) -> HttpResponse:
    """Show the progress of a case to whoever has its number and query code.

    A wrong number and a wrong code get the same answer.
    """
    form = LookupForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "licensing/mine/lookup.html", {"form": form})
    found = (
        with_headings(Case.objects.exclude(number=None))
        .filter(number=number_in(form.cleaned_data["number"], NUMBER))
        .first()
    )
    code = secret_in(form.cleaned_data["code"])
    known = found.query_code if found is not None and found.query_code else "-" * 8
    if not hmac.compare_digest(known.encode(), code.encode()) or found is None:
        return render(
            request, "licensing/mine/lookup.html", {"form": form, "unknown": True}, status=404
        )
    dues = story.dues_of(gather(found), clock.today())
    return render(
        request,
        "licensing/mine/progress.html",
        {"case": found, "dues": dues, "steps": story.picture_of(found)},
    )
