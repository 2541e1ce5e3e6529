# SPDX-License-Identifier: Apache-2.0
"""The statements of acts and pages as text: a new query shows as a difference, not as a count.

`make guards GUARDS=write` writes what is the case now; the change is then read in the commit.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from licensing.decisions.decide import decide
from licensing.generating.generate import generate_cases
from licensing.intake.accept import accept
from portal.kernel import clock
from tests import city as cities
from tests.statements import texts
from tests.web.test_query_counts import CASE_PAGES, PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    Act = Callable[[cities.City, Client, int], CaptureQueriesContext]

KEPT = Path(__file__).parent / "statements"
TABLES = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?(\w+)"?')


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


def _shape(sql: str) -> str:
    """Return what kind of statement it is, on which tables, and whether it locks."""
    verb = sql.lstrip("( ").split(None, 1)[0].upper()
    tables = list(dict.fromkeys(name for name in TABLES.findall(sql) if name.islower()))
    lock = " FOR UPDATE" if "FOR UPDATE" in sql else ""
    return f"{verb} {' '.join(tables)}{lock}".rstrip()


def _compare(name: str, seen: CaptureQueriesContext) -> None:
    told = "\n".join(_shape(sql) for sql in texts(seen)) + "\n"
    path = KEPT / f"{name.replace(' ', '_').replace(',', '')}.txt"
    if os.environ.get("GUARDS") == "write":
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def _submit(city: cities.City, client: Client, turn: int) -> CaptureQueriesContext:
    case = cities.fill_draft(city)
    client.force_login(city.alice)
    page = reverse("licensing:apply_confirm", args=[cities.FOOD, case.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as seen:
        client.post(page, {"is_true": "on", "key": f"k{turn}"})
    return seen


def _accept(city: cities.City, _client: Client, turn: int) -> CaptureQueriesContext:
    case = cities.submitted(city, lacking="secondary", key=str(turn))
    cities.check_all(city, case)
    with CaptureQueriesContext(connection) as seen:
        accept(case=case, by=city.wang, at=clock.now())
    return seen


def _decide(city: cities.City, _client: Client, turn: int) -> CaptureQueriesContext:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    with CaptureQueriesContext(connection) as seen:
        decide(
            case=case,
            outcome="granted",
            opinion="同意",
            key=str(turn),
            by=city.chen,
            at=clock.now(),
        )
    return seen


ACTS: dict[str, Act] = {
    "submit": _submit,
    "accept with a deferral": _accept,
    "grant": _decide,
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_asks_what_it_asked_before(name: str, city: cities.City, client: Client) -> None:
    seen = [ACTS[name](city, client, turn) for turn in range(2)]
    _compare(name, seen[-1])


@pytest.mark.parametrize("name", [*PAGES, *CASE_PAGES])
def test_a_page_asks_what_it_asked_before(name: str, city: cities.City, client: Client) -> None:
    if name in PAGES:
        page = PAGES[name]
        generate_cases(open_count=20, closed_count=20, seed=1, at=clock.now())
        path, user = page.path, page.user(city) if page.user is not None else None
    else:
        address, made, who = CASE_PAGES[name]
        path, user = address.format(made(city).number), who(city)
    if user is not None:
        client.force_login(user)
    client.get(path)
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    _compare(name, seen)
