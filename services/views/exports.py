# SPDX-License-Identifier: Apache-2.0
"""The catalogue as files for editors: the empty workbook, what is published as XLSX and JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.http.access import staff_only
from services.exchange.export import published_rows
from services.exchange.writing import workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

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
