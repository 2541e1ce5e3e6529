# SPDX-License-Identifier: Apache-2.0
"""Where editors hand in the city's workbook, and see what is wrong cell by cell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.errors import Invalid
from portal.kernel.http.access import staff_only, user_of
from services import tasks
from services.exchange import runs
from services.exchange.models import ImportRun, ImportState
from services.exchange.runs import progress_of
from services.exchange.writing import published_rows, workbook

if TYPE_CHECKING:
    from collections.abc import Iterator


RUNS_SHOWN = 10


class WorkbookForm(forms.Form):
    """The file, and whether it is only looked through."""

    file = forms.FileField(
        label=gettext_lazy("XLSX 文件"),
        help_text=gettext_lazy("用模板填写：事项、材料、收费、环节四张表。最大 40 MB。"),
        error_messages={"required": gettext_lazy("请选择要导入的文件。")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    is_dry = forms.BooleanField(label=gettext_lazy("先只检查"), required=False, initial=True)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def import_sheets(request: HttpRequest) -> HttpResponse:
    """Hand in a workbook; the last runs stand below."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = runs.hand_in(
                file=form.cleaned_data["file"],
                is_dry=form.cleaned_data["is_dry"],
                by=user_of(request),
                at=clock.now(),
            )
        except Invalid as error:
            form.add_error("file", str(error))
        else:
            _begin(run)
            return redirect("services:import_run", run.token)
    context = {"form": form, "runs": ImportRun.objects.select_related("by")[:RUNS_SHOWN]}
    status = 400 if form.errors else 200
    return render(request, "services/exchange/import.html", context, status=status)


def _begin(run: ImportRun) -> None:
    """Work through a small file now; ring for a worker for a big one."""
    if run.size <= runs.AT_ONCE:
        runs.work(pk=run.pk, at=clock.now())
    else:
        transaction.on_commit(lambda: tasks.import_run.delay(run.pk), robust=True)


@staff_only(Role.EDITOR)
@require_safe
def import_run(request: HttpRequest, token: str) -> HttpResponse:
    """How far a run is, or what it found."""
    run = get_object_or_404(ImportRun.objects.select_related("by"), token=token)
    is_open = run.state in {ImportState.WAITING, ImportState.RUNNING}
    stage, percent = progress_of(run) if is_open else ("", 100)
    context: dict[str, Any] = {"run": run, "is_open": is_open, "stage": stage, "percent": percent}
    part = "services/exchange/import_progress.html" if "HX-Request" in request.headers else None
    if part and is_open:
        return render(request, part, context)
    response = render(request, "services/exchange/import_run.html", context)
    if is_open:
        response["Refresh"] = "3"  # without JavaScript the page asks again by itself
    elif part:
        response["HX-Redirect"] = request.path
    return response


@staff_only(Role.EDITOR)
@require_POST
def import_take_in(request: HttpRequest, token: str) -> HttpResponse:
    """Import what a dry run has looked through."""
    run = get_object_or_404(ImportRun, token=token, is_dry=True, state=ImportState.DONE)
    taken = runs.take_in(run=run, by=user_of(request), at=clock.now())
    _begin(taken)
    return redirect("services:import_run", taken.token)


# -- The catalogue as files for editors: the empty workbook, what is published as XLSX and JSON ---


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@staff_only(Role.EDITOR)
@require_safe
def template(_request: HttpRequest) -> HttpResponse:
    """The empty workbook with its headers and what belongs into each column."""
    return _file(workbook([]), "catalogue-template.xlsx")


@staff_only(Role.EDITOR)
@require_safe
def export_xlsx(_request: HttpRequest) -> HttpResponse:
    """What is published now, as the workbook that can be handed in again."""
    return _file(workbook(published_rows()), f"catalogue-{clock.today():%Y%m%d}.xlsx")


def _lines() -> Iterator[str]:
    before = "["
    for row in published_rows():
        yield f"{before}\n{json.dumps(row, ensure_ascii=False)}"
        before = ","
    yield "[]" if before == "[" else "\n]"


@staff_only(Role.EDITOR)
@require_safe
def export_json(_request: HttpRequest) -> StreamingHttpResponse:
    """The same as the JSON file that `import_catalogue` reads."""
    response = StreamingHttpResponse(_lines(), content_type="application/json")
    name = f"catalogue-{clock.today():%Y%m%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
