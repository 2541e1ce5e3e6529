# SPDX-License-Identifier: Apache-2.0
"""A whole public list as CSV, XLSX and JSON."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from openpyxl import Workbook

from services.views.lists import cells, edition, list_or_404

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.lists.registry import PublicList

#: So that spreadsheet programs read the file as UTF-8.
BOM = "\ufeff"
RISKY = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


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
    book = Workbook(write_only=True)
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
    out = io.BytesIO()
    book.save(out)
    response = _attached(found, "xlsx", XLSX)
    response.write(out.getvalue())
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
