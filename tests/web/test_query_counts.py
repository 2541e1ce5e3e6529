# SPDX-License-Identifier: Apache-2.0
"""Pages cost a dozen queries at most, and the same number whether there are ten rows or hundreds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from licensing.cases.models import Case
from licensing.generating.generate import generate_cases
from licensing.review import actions as review
from portal.kernel import clock
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import Party, User
from tests import city as cities

MOST = 12
#: Queries of the page of one case, session and user included.
MOST_OF_A_CASE = 18
FEW, MANY = 8, 240


@dataclass(frozen=True)
class Page:
    """One page, who opens it, and the name under which its template gets the rows."""

    path: str
    user: Callable[[cities.City], User] | None = None
    rows: str = ""


def _alice(city: cities.City) -> User:
    return city.alice


PAGES = {
    "home of a stranger": Page("/"),
    "home of a citizen": Page("/", _alice, "my_cases"),
    "guide": Page(f"/services/{cities.FOOD}/"),
    "list of items": Page("/services/"),
    "my cases": Page("/cases/", _alice, "cases"),
    "counter": Page("/counter/", lambda city: city.wang, "cases"),
    "review, first step": Page("/review/", lambda city: city.li, "cases"),
    "review, last step": Page("/review/", lambda city: city.chen),
    "dashboard": Page("/supervision/", lambda city: city.liu, "organs"),
    "supervised cases": Page("/supervision/cases/", lambda city: city.liu, "cases"),
}


#: Pages that show a few rows or sums only, however many there are.
SHORT = ("home of a citizen", "dashboard")


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


def _grow(city: cities.City, many: int) -> None:
    generate_cases(open_count=many, closed_count=many, seed=many, at=clock.now())
    for party in (
        Party.objects.filter(cases__isnull=False).exclude(mandates__user=city.alice).distinct()
    ):
        grant_mandate(agent=city.alice, principal=party)


def _asked(client: Client, page: Page) -> tuple[list[str], int]:
    """Return the queries of one visit with cold caches, and how many rows it showed."""
    client.get(page.path)  # the first visit of a session notes when it began
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(page.path)
    assert answer.status_code == 200
    rows = len(answer.context[page.rows]) if page.rows else 0
    return [one["sql"] for one in seen.captured_queries], rows


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_at_most_twelve_questions_however_many_cases_there_are(
    name: str, city: cities.City, client: Client
) -> None:
    page = PAGES[name]
    if page.user is not None:
        client.force_login(page.user(city))
    _grow(city, FEW)
    few, rows_before = _asked(client, page)
    _grow(city, MANY)
    many, rows_after = _asked(client, page)
    assert Case.objects.count() == 2 * (FEW + MANY)
    assert len(few) <= MOST, "\n".join(few)
    assert len(many) == len(few), "\n".join(many)
    if page.rows and name not in SHORT:
        assert rows_after > rows_before > 0


def _at_intake(city: cities.City) -> Case:
    case = cities.submitted(city, lacking="secondary")
    cities.check_all(city, case)
    return case


def _claimed(city: cities.City) -> Case:
    case = cities.accepted(city, lacking="secondary")
    review.claim(step=case.steps.get(state="open"), by=city.li, at=clock.now())
    return case


CASE_PAGES: dict[str, tuple[str, Callable[[cities.City], Case], Callable[[cities.City], User]]] = {
    "counter case at intake": ("/counter/{}/", _at_intake, lambda city: city.wang),
    "review case claimed": ("/review/{}/", _claimed, lambda city: city.li),
    "supervision case": ("/supervision/cases/{}/", _claimed, lambda city: city.liu),
    "my case": ("/cases/{}/", _claimed, _alice),
}


@pytest.mark.parametrize("name", CASE_PAGES)
def test_a_case_page_reads_each_thing_once(name: str, city: cities.City, client: Client) -> None:
    path, made, who = CASE_PAGES[name]
    case = made(city)
    client.force_login(who(city))
    asked, _rows = _asked(client, Page(path.format(case.number)))
    assert len(asked) <= MOST_OF_A_CASE, "\n".join(one[:200] for one in asked)
