# SPDX-License-Identifier: Apache-2.0
"""Two views and the server's door."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.http import HttpResponse
from django.urls import path

if TYPE_CHECKING:
    from django.http import HttpRequest

application = get_wsgi_application()
#: How many rows a submission writes, as measured in the same run; which guide is asked for.
INSERTS = int(os.environ["BENCH_INSERTS"])
GUIDE = int(os.environ["BENCH_GUIDE"])

from tests.bench.bare.models import Guide, Row  # noqa: E402 - models need the set-up above


def submit(request: HttpRequest) -> HttpResponse:
    """Insert as many rows as a submission does, in one transaction."""
    with transaction.atomic():
        for number in range(INSERTS):
            Row.objects.create(
                kind=request.POST["key"][:60], payload={"number": number},
                made_at=datetime.fromtimestamp(0, tz=UTC),
            )  # fmt: skip
    return HttpResponse(status=302, headers={"Location": "/"})


def guide(request: HttpRequest) -> HttpResponse:
    """Read one row and show it."""
    found = Guide.objects.get(pk=GUIDE)
    return HttpResponse(f"<h1>{found.name}</h1><p>{found.promised_days} {found.result_name}</p>")


urlpatterns = [path("submit/", submit), path("guide/", guide)]
