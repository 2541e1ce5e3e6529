# SPDX-License-Identifier: Apache-2.0
"""The public lists: an index and a page each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import services.lists  # noqa: F401 - registers the lists
from portal.kernel import clock
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
    found = registry.find(code)
    if found is None:
        raise Http404
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All public lists with their size."""
    lists = [(one, Paginator(one.source(), PAGE).count) for one in registry.all_lists()]
    return render(request, "services/lists.html", {"lists": lists, **edition()})


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
    return render(request, "services/list.html", context)


def cells(found: PublicList, line: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Key, label and value of each column of one line."""
    for key, label in found.columns:
        value = line.get(key)
        yield key, str(label), "" if value is None else value
