# SPDX-License-Identifier: Apache-2.0
"""The sheet that stands on the counter: the item's name and a QR code that opens its guide."""

from __future__ import annotations

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.kernel import clock
from services.items.queries import current_version


@require_safe
def counter_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One page to print and put on the counter."""
    version = current_version(code)
    if version is None:
        raise Http404
    address = request.build_absolute_uri(reverse("services:guide", args=[code]))
    context = {
        "version": version,
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(scale=8, border=2),
        "today": clock.today(),
    }
    return render(request, "services/counter_sheet.html", context)
