# SPDX-License-Identifier: Apache-2.0
"""Applying online: for whom, contact, materials, confirm. A draft is kept on every step."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit.records.queries import deferral_gate
from licensing.apply import draft
from licensing.apply import table as apply_table
from licensing.apply.draft import describe_situation
from licensing.apply.files import apply_files, centre_for
from licensing.apply.forms import ApplicantForm, ConfirmForm, TableForm
from licensing.apply.submit import submission_problems, submit
from licensing.cases import table
from licensing.cases.guards import MATTER
from licensing.cases.models import Case
from licensing.cases.queries import own
from licensing.cases.states import CaseState
from licensing.cases.story import problems_of
from licensing.intake.panel import lines_of
from portal.kernel import clock
from portal.kernel.accounts.phones import show_phone
from portal.kernel.accounts.queries import ACTING, acting_as, acting_for, applicants_in
from portal.kernel.errors import Invalid
from portal.kernel.http import codes
from portal.kernel.http.access import citizen_only, user_of
from portal.kernel.prepared.reading import Reading
from portal.kernel.registers.refreshing import refresh
from services.items.queries import current_version
from services.situations import asking
from services.situations.queries import questions_of
from services.tables.inputs import FIELD

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from licensing.cases.models import CaseMaterial
    from services.items.models.version import OfferingVersion
    from services.situations.tree import Walk


def _version(code: str) -> OfferingVersion:
    version = current_version(code)
    if version is None or not version.is_online:
        raise Http404
    return version


def _filed_by(request: HttpRequest, code: str) -> QuerySet[Case]:
    user = user_of(request)
    return own(user).filter(version__offering__code=code, filed_by=user)


def _filed(request: HttpRequest, code: str, pk: int) -> Case:
    return get_object_or_404(_filed_by(request, code), pk=pk)


def draft_of(request: HttpRequest, code: str, pk: int) -> Case:
    """Return the user's own draft of an item, else raise Http404."""
    case = _filed(request, code, pk)
    if case.state != CaseState.DRAFT:
        raise Http404
    return case


def step_page(request: HttpRequest, name: str, case: Case, **context: Any) -> HttpResponse:
    """Show one step of an application with the way it takes on top."""
    asked = context.setdefault("asked", bool(questions_of(case.version_id).questions))
    steps = [
        ("applicant", _("为谁申请")),
        ("contact", _("填写申请表")),
        *([("situation", _("您的情形"))] if asked else []),
        ("materials", _("申请材料")),
        ("confirm", _("确认提交")),
    ]
    names = [step for step, _label in steps]
    here = names.index(name)
    picture = [
        {"label": label, "state": "done" if i < here else "now" if i == here else "next"}
        for i, (_step, label) in enumerate(steps)
    ]
    _mark_lacking(picture[names.index("materials")], len(context.get("missing", ())))
    status = context.pop("status", 200)
    return render(
        request,
        f"licensing/mine/apply_{name}.html",
        {"case": case, "version": case.version, "steps": picture, **context},
        status=status,
    )


def _mark_lacking(step: dict[str, str], count: int) -> None:
    """Say under the materials how many are still owed; what lacks something is not done."""
    if count:
        note = ngettext("还缺 %(count)d 份", "还缺 %(count)d 份", count)
        step |= {"state": "next", "note": note % {"count": count}}


@citizen_only
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for whom the application is, and open or resume the draft."""
    version = _version(code)
    user = user_of(request)
    parties = applicants_in(user, code)
    if version.applicant_kind != "both":
        parties = parties.filter(kind=version.applicant_kind)
    form = ApplicantForm(request.POST or None, principals=parties)
    if request.method == "POST" and form.is_valid():
        applicant = form.cleaned_data["applicant"]
        refresh(party=applicant, by=user, at=clock.now())
        case = draft.start_draft(
            version=version,
            applicant=applicant,
            centre=centre_for(version),
            by=user,
            at=clock.now(),
        )
        _carry_in(request, case)
        return HttpResponseRedirect(reverse("licensing:apply_contact", args=[code, case.pk]))
    open_drafts = own(user).filter(version=version, state=CaseState.DRAFT, filed_by=user)
    return render(
        request,
        "licensing/mine/apply_start.html",
        {"version": version, "form": form, "drafts": open_drafts, "has_parties": parties.exists()},
        status=400 if form.errors else 200,
    )


def _carry_in(request: HttpRequest, case: Case) -> None:
    """Take over the answers of a personal checklist; an outdated one is asked anew."""
    given = asking.given_in(request.GET)
    if given:
        with suppress(Invalid):
            draft.describe_situation(case=case, given=given, by=user_of(request), at=clock.now())


@citizen_only
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask for the contact and the item's own fields; what was typed is kept even when wrong."""
    case = draft_of(request, code, pk)
    person = user_of(request).person
    start_with = {"contact_name": person.name, "contact_phone": person.phone} if person else {}
    start_with |= case.form or {}
    start_with["contact_phone"] = show_phone(start_with.get("contact_phone", ""))
    fields = table.fields_of(case)
    known = apply_table.known_for(case, fields) if fields else {}
    typed_before = {f"{FIELD}{key}": one for key, one in table.values_of(case).items()}
    form = TableForm(
        request.POST or None,
        fields=fields,
        known=known,
        initial={**start_with, **typed_before},
        on_file=case.applicant.number,
    )
    if request.method == "POST":
        # what is too long for its line is shown again and asked to be shortened, but not kept
        before = {**(case.form or {}), **typed_before}
        typed = {
            name: before.get(name, "")
            if form.has_error(name, "max_length")
            else request.POST.get(name, "")
            for name in form.fields
        }
        values = {field.code: typed.pop(f"{FIELD}{field.code}") for field in fields}
        kept = {**typed, table.KEPT: apply_table.kept_rows(fields, values, known)}
        draft.save_form(case=case, form=kept, by=user_of(request), at=clock.now())
        if form.is_valid():
            done = apply_table.situation_of(case).is_complete
            step = "materials" if done else "situation"
            return HttpResponseRedirect(reverse(f"licensing:apply_{step}", args=[code, pk]))
    return step_page(request, "contact", case, form=form, status=400 if form.errors else 200)


def _lines(case: Case) -> list[CaseMaterial]:
    """The materials; those that an answer decides about are not asked about again."""
    settled = questions_of(case.version_id).asked_about
    lines = lines_of(case)
    for line in lines:
        line.is_settled = line.material.name in settled
    return lines


@citizen_only
@require_safe
def materials(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show every material with its files and choices; ask about the situation before."""
    case = draft_of(request, code, pk)
    if not apply_table.situation_of(case).is_complete:
        return HttpResponseRedirect(reverse("licensing:apply_situation", args=[code, pk]))
    return step_page(
        request,
        "materials",
        case,
        lines=_lines(case),
        gate=deferral_gate(case.applicant, clock.today()),
    )


@citizen_only
@require_POST
def material(request: HttpRequest, code: str, pk: int, line: int) -> HttpResponse:
    """Add or remove a file, or choose about one material."""
    case = draft_of(request, code, pk)
    error = apply_files(request, case, line)
    back = reverse("licensing:apply_materials", args=[code, pk])
    if error is not None:
        return step_page(
            request,
            "materials",
            case,
            lines=_lines(case),
            gate=deferral_gate(case.applicant, clock.today()),
            problems=problems_of(error, f"material-{line}"),
            status=400,
        )
    return HttpResponseRedirect(f"{back}#material-{line}")


_seen = Reading(
    "own_draft",
    {**ACTING, "code": "varchar", "case": "bigint"},
    lambda code, case, user, person, day: Case.objects.filter(
        acting_for("applicant", user=user, person=person, day=day, matter=MATTER),
        version__offering__code=code, filed_by=user, pk=case,
    ).only("number", "state"),
)  # fmt: skip


@citizen_only
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show everything once more, and hand it in; what was handed in already is shown."""
    user = user_of(request)
    seen = _seen.first(case=pk, code=code, **acting_as(user, clock.today()))
    if seen is None:
        raise Http404
    if seen.number is not None:  # the first answer got lost, or the button was pressed twice
        return HttpResponseRedirect(reverse("licensing:case", args=[seen.number]))
    if seen.state != CaseState.DRAFT:
        raise Http404
    form = ConfirmForm(request.POST or None)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            done = submit(
                case=seen,
                form=form.cleaned_data,
                key=codes.code(request.POST, "key", most=80) or secrets.token_hex(16),
                may_lack=bool(request.POST.get("may_lack")),
                by=user,
                at=clock.now(),
            )
        except Invalid as error:
            problems = problems_of(error)
            draft.save_form(case=seen, form=form.cleaned_data, by=user, at=clock.now())
        else:
            messages.success(request, _("已收到您的申请。"))
            return HttpResponseRedirect(reverse("licensing:case", args=[done.number]))
    case = _filed(request, code, pk)
    if request.method == "GET":
        form = ConfirmForm(initial=case.form or {})
    lines = lines_of(case)
    return step_page(
        request,
        "confirm",
        case,
        form=form,
        lines=lines,
        **table.card_of(case, lines),
        problems=problems,
        deferred=[one for one in lines if one.wants_deferral],
        missing=[one for one in submission_problems(case) if one.code == "material_missing"],
        key=request.POST.get("key") or secrets.token_hex(16),
        status=400 if problems else 200,
    )


@citizen_only
@require_POST
def discard(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Throw the draft away."""
    case = draft_of(request, code, pk)
    draft.discard(case=case, by=user_of(request), at=clock.now())
    messages.success(request, _("草稿已删除。"))
    return HttpResponseRedirect(reverse("licensing:my_cases"))


# -- The step of an application that asks about the situation, one question a page -------------


@citizen_only
@require_http_methods(["GET", "POST"])
def situation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask the next question; with the last answer the materials are picked."""
    case = draft_of(request, code, pk)
    materials = reverse("licensing:apply_materials", args=[code, pk])
    if not questions_of(case.version_id).questions:
        return HttpResponseRedirect(materials)
    error: Invalid | None = None
    if request.method == "POST":
        try:
            done = _keep(request, case, apply_table.situation_of(case))
        except Invalid as wrong:
            error = wrong
        else:
            here = reverse("licensing:apply_situation", args=[code, pk])
            return HttpResponseRedirect(materials if done else here)
    walk = apply_table.situation_of(case)
    return step_page(
        request,
        "situation",
        case,
        walk=walk,
        answered=asking.answered(walk),
        question=walk.next,
        mark=asking.MARK,
        problems=problems_of(error) if error else [],
        status=400 if error else 200,
    )


def _keep(request: HttpRequest, case: Case, walk: Walk) -> bool:
    """Add the answer given, or take one back with those after it; returns whether all are there."""
    given = {question.code: reply.code for question, reply in walk.answered}
    again = request.POST.get("again", "").removeprefix(asking.MARK)
    if again in given:
        given = {code: given[code] for code in list(given)[: list(given).index(again)]}
    else:
        told = asking.given_in(request.POST)
        if not told and walk.next is not None:
            raise Invalid("required", _("请先选一个回答，再点下一步。"), "situation")
        given |= told
    return describe_situation(case=case, given=given, by=user_of(request), at=clock.now())
