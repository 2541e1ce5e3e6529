# SPDX-License-Identifier: Apache-2.0
"""Importing: all good rows, no bad ones, never half of anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.kernel import clock
from portal.kernel.audit.models import Event
from portal.kernel.places.models import Organ
from services.items.checking import Report
from services.items.codes import VersionStatus
from services.items.models.charges import FeeItem
from services.items.models.item import Offering
from services.items.models.parts import Material, SpecialProcedure
from services.items.models.version import OfferingVersion
from services.items.queries import current_version

pytestmark = pytest.mark.django_db
Record = dict[str, Any]
Run = Callable[..., Report]


def test_the_whole_catalogue_loads(catalogue: list[Record], run_import: Run) -> None:
    report = run_import(catalogue)
    assert (report.created, report.updated, report.unchanged) == (120, 0, 0)
    assert report.rejected == []
    assert OfferingVersion.objects.filter(status=VersionStatus.PUBLISHED).count() == 120
    assert Material.objects.count() == sum(len(row["materials"]) for row in catalogue)


def test_the_same_file_again_changes_nothing(catalogue: list[Record], run_import: Run) -> None:
    run_import(catalogue)
    before = OfferingVersion.objects.count(), Event.objects.count()
    report = run_import(catalogue)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 120)
    assert (OfferingVersion.objects.count(), Event.objects.count()) == before


def test_thirty_three_site_visits_are_reported_and_stop_no_term(
    catalogue: list[Record], run_import: Run
) -> None:
    report = run_import(catalogue)
    visits = [note for note in report.notes if note.rule == "site_visit_counts"]
    assert len(visits) == 33
    stopping = SpecialProcedure.objects.filter(kind="现场踏勘", stops_statutory=True)
    assert not stopping.exists()
    assert SpecialProcedure.objects.filter(stops_statutory=True).count() == 13


def test_bad_rows_stay_out_and_good_rows_of_the_same_file_load(
    catalogue: list[Record], bad_catalogue: list[Record], run_import: Run
) -> None:
    report = run_import(catalogue[:3] + bad_catalogue + catalogue[3:6])
    assert report.created == 6
    assert [(remark.row, remark.rule) for remark in report.rejected] == [
        (number, row["expected_rejection"]) for number, row in enumerate(bad_catalogue, 4)
    ]
    assert not Offering.objects.filter(code__startswith="BADCODE").exists()


def test_all_or_nothing_writes_nothing_for_one_bad_row(
    catalogue: list[Record], bad_catalogue: list[Record], run_import: Run
) -> None:
    report = run_import([*catalogue, bad_catalogue[0]], all_or_nothing=True)
    assert len(report.rejected) == 1
    assert report.created == 0
    assert not OfferingVersion.objects.exists()
    assert not Organ.objects.exists()


def test_a_dry_run_tells_everything_and_writes_nothing(
    catalogue: list[Record], bad_catalogue: list[Record], run_import: Run
) -> None:
    report = run_import(catalogue + bad_catalogue, dry_run=True)
    assert (report.created, len(report.rejected)) == (120, 7)
    assert not OfferingVersion.objects.exists()
    assert not Event.objects.exists()


def test_a_code_twice_in_one_file_is_refused_the_second_time(
    record: Record, run_import: Run
) -> None:
    report = run_import([record, record])
    assert report.created == 1
    assert [(remark.row, remark.rule) for remark in report.rejected] == [(2, "duplicate_code")]


def test_a_changed_record_becomes_a_new_version_and_the_old_one_stays(
    record: Record, run_import: Run
) -> None:
    run_import([record])
    old = current_version(record["code"])
    assert old is not None
    record["promised_days"] = 3
    report = run_import([record])
    assert (report.created, report.updated) == (0, 1)
    new = current_version(record["code"])
    assert new is not None
    assert (new.number, new.promised_days) == (2, 3)
    old.refresh_from_db()
    assert (old.status, old.promised_days) == (VersionStatus.SUPERSEDED, 5)
    assert old.materials.count() == len(record["materials"])


def test_each_publication_is_one_event(record: Record, run_import: Run) -> None:
    run_import([record])
    record["promised_days"] = 3
    run_import([record])
    offering = Offering.objects.get(code=record["code"])
    verbs = Event.objects.filter(subject=offering.subject).values_list("verb", "to_state")
    assert list(verbs) == [("services.offering.publish", "published")] * 2


def test_what_somebody_else_charges_or_names_in_the_database_is_known_too(
    record: Record, run_import: Run
) -> None:
    run_import([record])
    FeeItem.objects.create(name="食品检验费", standard="10元/次")
    record |= {"fee": True, "fee_name": "食品检验费", "fee_standard": "10元/次"}
    assert run_import([record]).updated == 1


@pytest.mark.parametrize("size", [10, 100])
def test_an_import_costs_the_same_number_of_queries_for_any_number_of_rows(
    size: int, catalogue: list[Record], run_import: Run
) -> None:
    run_import(catalogue[-1:])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        run_import(catalogue[:size])
    assert len(queries) <= 40


def test_progress_ends_at_the_last_row(catalogue: list[Record], run_import: Run) -> None:
    told: list[tuple[str, int, int]] = []
    run_import(catalogue, progress=lambda *step: told.append(step))
    assert [(done, total) for _stage, done, total in told] == [(120, 120), (120, 120)]


def test_published_at_is_the_time_of_the_import(record: Record, run_import: Run) -> None:
    before = clock.now()
    run_import([record])
    version = current_version(record["code"])
    assert version is not None
    assert version.published_at is not None
    assert version.published_at >= before
