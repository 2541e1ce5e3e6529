# SPDX-License-Identifier: Apache-2.0
"""A catalogue of any size: pages cost the same number of queries, searches stay quick."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import quantiles
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from services.guides.queries import guide_version
from services.items.stamp import touch_catalogue
from services.search import live
from services.search.engine.index import Index
from tests.effort import calls_of
from tests.services.many import many_rows

FEW, MANY = 20, 600
CODE = "511A0005200004"


def _costs() -> dict[str, int]:
    """How many queries each public page takes, once the process knows the catalogue."""
    live.find("护照")
    costs = {}
    for name, address in {
        "home": "/",
        "list": "/services/",
        "second page": "/services/?page=2",
        "filtered list": "/services/?handling=1",
        "search": "/services/?q=食品经营",
        "guide": f"/services/{CODE}/",
        "suggestions": "/services/suggest/?q=食品",
        "open data": "/api/v1/items/",
        "linked data": f"/api/v1/items/{CODE}.jsonld",
    }.items():
        browser = Client()
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        costs[name] = len(queries)
    return costs


def _guide_statement() -> str:
    with CaptureQueriesContext(connection) as queries:
        assert guide_version(CODE) is not None
    return str(queries[0]["sql"])


def _rows_read(plan: dict[str, Any]) -> float:
    """How many rows a plan looked at in all, those it threw away included."""
    thrown = sum(value for key, value in plan.items() if key.startswith("Rows Removed by"))
    own = (plan["Actual Rows"] + thrown) * plan["Actual Loops"]
    return float(own + sum(_rows_read(part) for part in plan.get("Plans", [])))


@pytest.mark.django_db
def test_a_bigger_catalogue_costs_no_page_a_query_more(run_import: Callable[..., Any]) -> None:
    run_import(many_rows(FEW))
    few = _costs()
    run_import(many_rows(MANY))
    many = _costs()
    assert {name: many[name] for name in many if many[name] > few[name]} == {}


@pytest.mark.django_db
def test_the_planner_knows_a_bigger_catalogue_at_once(run_import: Callable[..., Any]) -> None:
    run_import(many_rows(MANY))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {_guide_statement()}")
        plan = cursor.fetchone()[0][0]["Plan"]
    assert _rows_read(plan) < MANY / 10


@pytest.mark.django_db
def test_an_import_takes_the_same_number_of_statements_for_any_number(
    run_import: Callable[..., Any],
) -> None:
    counts = []
    for size in (FEW, MANY):
        run_import(many_rows(1))
        rows = many_rows(size)[1:]
        with CaptureQueriesContext(connection) as queries:
            assert run_import(rows).rejected == []
        counts.append(len(queries))
        for row in rows:
            row["promised_days"] = 1
        with CaptureQueriesContext(connection) as queries:
            run_import(rows)
        counts.append(len(queries))
    few, changed_few, many, changed_many = counts
    assert many <= few + 12  # a batch more of some tables
    assert changed_many <= changed_few + 12  # one more an organ and a type, at most


@pytest.mark.django_db
def test_a_question_calls_few_functions_in_a_big_catalogue(
    run_import: Callable[..., Any],
) -> None:
    run_import(many_rows(MANY))
    live.find("护照")
    calls = [calls_of(partial(live.find, row["name"][:8])) for row in many_rows(60)]
    assert quantiles(calls, n=20)[-1] < 20_000


def _names(index: Index) -> set[str]:
    return {document.name for document in index.documents}


@pytest.mark.django_db(transaction=True)
def test_while_a_big_index_is_built_the_last_one_answers(
    run_import: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = many_rows(4)
    run_import(rows[:2])
    old = live.current_index(wait=True)
    monkeypatch.setattr(live, "PATIENCE", -1.0)
    with live._building:  # whoever builds the next one waits here
        run_import(rows)
        touch_catalogue()
        assert live.current_index() is old
    for _turn in range(200):
        if rows[3]["name"] in _names(live.current_index()):
            break
        time.sleep(0.02)
    assert rows[3]["name"] in _names(live.current_index())
