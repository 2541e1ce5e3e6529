# SPDX-License-Identifier: Apache-2.0
"""Whatever is valid goes through XLSX and JSON and comes back the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.kernel import clock
from services.exchange.importing import import_sheets
from services.exchange.workbook import parse
from services.exchange.writing import published_rows, workbook
from services.items import reference
from services.items.checking import Report
from services.items.models.version import OfferingVersion
from services.items.rows import read, row_of
from services.items.rules.record import Reference, check
from services.items.version_record import record_of, whole
from tests.services.valid_rows import rows

KNOWN = Reference(frozenset(reference.departments()), reference.fee_list())
Row = dict[str, Any]
Run = Callable[..., Report]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(rows(), min_size=1, max_size=3, unique_by=lambda row: str(row["code"])))
def test_random_valid_items_go_through_xlsx_unchanged(given_rows: list[Row]) -> None:
    assert [check(row, KNOWN) for row in given_rows] == [[] for _row in given_rows]
    parsed = parse(workbook(given_rows))
    assert [problem for places in parsed.places for problem in places.problems()] == []
    assert parsed.problems == []
    assert [check(row, KNOWN) for row in parsed.records] == [[] for _row in given_rows]
    assert [read(row) for row in parsed.records] == [read(row) for row in given_rows]
    assert [read(row).digest() for row in parsed.records] == [
        read(row).digest() for row in given_rows
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows())
def test_random_valid_items_go_through_a_record_and_json_unchanged(row: Row) -> None:
    record = read(row)
    told = json.loads(json.dumps(row_of(record), ensure_ascii=False))
    assert check(told, KNOWN) == []
    assert read(told) == record
    again = parse(workbook([told])).records
    assert [read(one).digest() for one in again] == [record.digest()]


def test_a_workbook_exported_again_holds_the_same(catalogue: list[Row]) -> None:
    once = parse(workbook(catalogue)).records
    assert parse(workbook(once)).records == once


@pytest.mark.django_db
def test_what_is_published_comes_out_as_it_went_in(catalogue: list[Row], run_import: Run) -> None:
    run_import(catalogue)
    digests = dict(OfferingVersion.objects.values_list("offering__code", "digest"))
    exported = list(published_rows())
    assert {row["code"]: read(row).digest() for row in exported} == digests
    stored = {
        version.offering.code: record_of(version).digest()
        for version in whole(OfferingVersion.objects.all())
    }
    assert stored == digests


@pytest.mark.django_db
def test_importing_the_export_changes_nothing_and_says_so(
    catalogue: list[Row], run_import: Run
) -> None:
    run_import(catalogue)
    before = OfferingVersion.objects.count()
    data = workbook(published_rows())
    report = import_sheets(data=data, by=None, at=clock.now()).report
    assert (report.created, report.updated, report.unchanged) == (0, 0, len(catalogue))
    assert report.rejected == []
    again = run_import(json.loads(json.dumps(list(published_rows()))))
    assert (again.created, again.updated, again.unchanged) == (0, 0, len(catalogue))
    assert OfferingVersion.objects.count() == before
