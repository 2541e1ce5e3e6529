# SPDX-License-Identifier: Apache-2.0
"""The public lists: an index, a page each, and each as a file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.kernel import clock
from portal.kernel.http import workbooks
from services.items.models.item import CatalogueStamp
from services.lists import registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from services.lists.registry import PublicList


PAGE = 100


def edition() -> dict[str, Any]:
    """The version of the catalogue that the lists are drawn from, and the day it changed."""
    stamp = CatalogueStamp.objects.first()
    changed: date = clock.today()
    if stamp is not None and stamp.changed_at is not None:
        changed = clock.local_date(stamp.changed_at)
    return {"version": stamp.number if stamp else 0, "changed_on": changed, "today": clock.today()}


def list_or_404(code: str) -> PublicList:
    """Return the public list of a code; raises Http404 for an unknown one."""
    found = registry.find(code)
    if found is None:
        raise Http404
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All public lists with their size."""
    lists = [(one, Paginator(one.source(), PAGE).count) for one in registry.all_lists()]
    return render(request, "services/lists/lists.html", {"lists": lists, **edition()})


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One list to read, a hundred rows at a time."""
    found = list_or_404(code)
    shown = Paginator(found.source(), PAGE).get_page(request.GET.get("page"))
    lines = [
        {"code": line.get("code"), "cells": list(cells(found, line))}
        for row in shown
        for line in found.lines(found.item(row))
    ]
    context = {"list": found, "page": shown, "lines": lines, **edition()}
    return render(request, "services/lists/list.html", context)


def cells(found: PublicList, line: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Key, label and value of each column of one line."""
    for key, label in found.columns:
        value = line.get(key)
        yield key, str(label), "" if value is None else value


# -- A whole public list as CSV, XLSX and JSON -------------------------------------------------


#: So that spreadsheet programs read the file as UTF-8.
BOM = "\ufeff"


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(workbooks.RISKY) else value


def _table(found: PublicList) -> Iterator[list[Any]]:
    """The whole list as lines of a table, the heading first."""
    yield [str(label) for _key, label in found.columns]
    for row in found.source():
        for line in found.lines(found.item(row)):
            yield [_cell(value) for _key, _label, value in cells(found, line)]


def _attached(found: PublicList, ending: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content_type=content_type)
    name = f"{found.code}-list.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def as_csv(_request: HttpRequest, code: str) -> HttpResponse:
    """The list as CSV; the version stands in a header field, not in the table."""
    found = list_or_404(code)
    response = _attached(found, "csv", "text/csv; charset=utf-8")
    response["X-List-Version"] = str(edition()["version"])
    response.write(BOM)
    csv.writer(response).writerows(_table(found))
    return response


@require_safe
def as_xlsx(_request: HttpRequest, code: str) -> HttpResponse:
    """The list as a workbook; the second sheet says which version of what it is."""
    found, told = list_or_404(code), edition()
    book = workbooks.begin()
    sheet = book.create_sheet(str(found.title)[:30])
    for line in _table(found):
        sheet.append(line)
    about = book.create_sheet(_("说明"))
    for label, value in (
        (_("清单"), str(found.title)),
        (_("依据"), str(found.citation)),
        (_("版本"), told["version"]),
        (_("更新日期"), told["changed_on"].isoformat()),
        (_("下载日期"), told["today"].isoformat()),
        (_("说明"), str(found.note)),
    ):
        about.append([label, value])
    response = _attached(found, "xlsx", XLSX)
    response.write(workbooks.finished(book))
    return response


@require_safe
def as_json(_request: HttpRequest, code: str) -> HttpResponse:
    """The list as JSON."""
    found, told = list_or_404(code), edition()
    body = {
        "list": found.code,
        "title": str(found.title),
        "citation": str(found.citation),
        "version": told["version"],
        "changed_on": told["changed_on"].isoformat(),
        "as_of": told["today"].isoformat(),
        "items": [found.item(row) for row in found.source()],
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
