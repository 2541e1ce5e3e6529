# SPDX-License-Identifier: Apache-2.0
"""Loading catalogue records: checked one by one, written all at once or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.kernel.models import Organ
from services import reference
from services.actions.publish import write_versions
from services.actions.reference import ensure_organs_and_fees
from services.actions.writes import Write
from services.models import FeeItem, OfferingVersion, ServiceItem
from services.notes import notes_of
from services.reading import read
from services.records import Record
from services.reports import Remark, Report
from services.rules import Reference, check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from portal.kernel.models import User

#: Told to the transaction-level advisory lock: one import at a time.
LOCK = 7_340_001
STEP = 500


def _silent(_stage: str, _done: int, _total: int) -> None:
    return None


def _reference() -> Reference:
    return Reference(
        departments=frozenset(Organ.objects.values_list("name", flat=True)),
        fees=dict(FeeItem.objects.filter(is_active=True).values_list("name", "standard")),
        names=reference.code_register() | dict(ServiceItem.objects.values_list("code", "name")),
    )


def _check_rows(
    rows: Sequence[object], report: Report, progress: Callable[[str, int, int], None]
) -> list[Record]:
    against, seen, good = _reference(), set[str](), []
    for number, row in enumerate(rows, 1):
        problems = check(row, against)
        code = str(row.get("code") or "") if isinstance(row, dict) else ""
        report.rejected += [
            Remark(number, code, problem.field, problem.rule, problem.message)
            for problem in problems
        ]
        if not problems and code in seen:
            text = _("编码 %(code)s 在同一份文件里出现了两次。") % {"code": code}
            report.rejected.append(Remark(number, code, "code", "duplicate_code", text))
        elif not problems and isinstance(row, dict):
            seen.add(code)
            record = read(row)
            good.append(record)
            report.notes += [Remark(number, code, *note) for note in notes_of(record)]
        if number % STEP == 0 or number == len(rows):
            progress(_("检查"), number, len(rows))
    return good


def _sort_out(good: list[Record], report: Report) -> list[Write]:
    newest = {
        version.offering.code: version
        for version in OfferingVersion.objects.select_related("offering")
        .only(
            "number",
            "digest",
            "offering__code",
            "offering__state",
            "offering__item_id",
            "offering__organ_id",
        )
        .order_by("offering_id", "number")
    }
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
    progress: Callable[[str, int, int], None] = _silent,
    by: User | None,
    at: datetime,
) -> Report:
    """Check every row, write the good ones as new published versions and say what happened.

    A record whose contents did not change makes no version. With ``all_or_nothing`` one bad row
    keeps everything out; a dry run writes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    ensure_organs_and_fees(by=by, at=at)
    report = Report()
    good = _check_rows(rows, report, progress)
    if all_or_nothing and report.rejected:
        transaction.set_rollback(True)
        return report
    writes = _sort_out(good, report)
    if dry_run:
        transaction.set_rollback(True)
        return report
    write_versions(writes=writes, progress=progress, by=by, at=at)
    return report
