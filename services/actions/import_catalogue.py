# SPDX-License-Identifier: Apache-2.0
"""Loading catalogue records: checked one by one, written all at once or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from services.actions.checking import Checker
from services.actions.following import followers_of, newest_versions
from services.actions.publish import write_versions
from services.actions.reference import ensure_organs_and_fees
from services.actions.writes import Write
from services.notes import notes_of
from services.reports import Remark, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.records import Record

#: Told to the transaction-level advisory lock: one import at a time.
LOCK = 7_340_001


def _silent(_stage: str, _done: int, _total: int) -> None:
    return None


def _check_rows(
    rows: Sequence[object],
    barred: Collection[int],
    report: Report,
    progress: Callable[[str, int, int], None],
) -> list[Record]:
    good = []
    for one in Checker(rows).run(progress):
        report.rejected += [
            Remark(one.number, one.code, problem.field, problem.rule, problem.message)
            for problem in one.problems
        ]
        if one.record is not None and one.number not in barred:
            good.append(one.record)
            report.notes += [Remark(one.number, one.code, *note) for note in notes_of(one.record)]
    return good


def _sort_out(good: list[Record], report: Report) -> list[Write]:
    newest = newest_versions()
    writes = []
    for record in good:
        digest, before = record.digest(), newest.get(record.code)
        if before is None:
            report.created += 1
            writes.append(Write(record, digest, 1, None))
        elif before.digest == digest:
            report.unchanged += 1
        else:
            report.updated += 1
            writes.append(Write(record, digest, before.number + 1, before.offering))
    return writes


@transaction.atomic
def import_catalogue(
    *,
    rows: Sequence[object],
    dry_run: bool = False,
    all_or_nothing: bool = False,
    barred: Collection[int] = (),
    progress: Callable[[str, int, int], None] = _silent,
    by: User | None,
    at: datetime,
) -> Report:
    """Check every row, write the good ones as new published versions and say what happened.

    A record whose contents did not change makes no version. With ``all_or_nothing`` one bad row
    keeps everything out; a dry run writes nothing. Rows (from 1) that are ``barred`` stay out
    whatever the rules say.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    ensure_organs_and_fees(by=by, at=at)
    report = Report()
    good = _check_rows(rows, barred, report, progress)
    if all_or_nothing and (report.rejected or barred):
        transaction.set_rollback(True)
        return report
    writes = _sort_out(good, report)
    if dry_run:
        transaction.set_rollback(True)
        return report
    writes += followers_of(writes)
    write_versions(writes=writes, progress=progress, by=by, at=at)
    return report
