# SPDX-License-Identifier: Apache-2.0
"""The published lists, as a page and as open data."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.kernel import clock
from services.queries import Deferrable, deferral_list

#: So that spreadsheet programs read the file as UTF-8.
BOM = "\ufeff"
RISKY = ("=", "+", "-", "@", "\t", "\r")


@require_safe
def deferral_page(request: HttpRequest) -> HttpResponse:
    """The items of which something may be handed in later."""
    context = {"rows": deferral_list(), "today": clock.today()}
    return render(request, "services/deferral_list.html", context)


def _cell(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text


@require_safe
def deferral_csv(_request: HttpRequest) -> HttpResponse:
    """The same list as CSV, one line a material."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="deferral-list.csv"'
    response.write(BOM)
    writer = csv.writer(response)
    writer.writerow(
        [
            _("编码"),
            _("事项"),
            _("部门"),
            _("可容缺材料"),
            _("形式"),
            _("份数"),
            _("承诺时限（工作日）"),
        ]
    )
    for row in deferral_list():
        version = row.version
        for material in row.materials:
            cells = [version.offering.code, version.name, version.organ.name, material.name]
            writer.writerow(
                [
                    *map(_cell, cells),
                    material.get_form_display(),
                    material.copies,
                    version.promised_days,
                ]
            )
    return response


def _as_json(row: Deferrable) -> dict[str, object]:
    version = row.version
    return {
        "code": version.offering.code,
        "is_local_code": version.offering.item.is_local_code,
        "name": version.name,
        "organ": version.organ.name,
        "promised_days": version.promised_days,
        "materials": [
            {"name": material.name, "form": material.form, "copies": material.copies}
            for material in row.materials
        ],
    }


@require_safe
def deferral_json(_request: HttpRequest) -> HttpResponse:
    """The same list as JSON."""
    body = {"as_of": clock.today().isoformat(), "items": [_as_json(row) for row in deferral_list()]}
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
