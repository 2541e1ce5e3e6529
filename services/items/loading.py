# SPDX-License-Identifier: Apache-2.0
"""Loading catalogue records: checked one by one, written all at once or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from portal.kernel import locks
from portal.kernel.acts import act
from portal.kernel.locks import Lock
from portal.kernel.places.models import Division, DivisionLevel, Organ
from services.items import reference
from services.items.checking import Checker, Remark, Report, base_rows, silent
from services.items.codes import VersionStatus
from services.items.levels import follow
from services.items.models.charges import DeferralExclusion, FeeItem
from services.items.models.item import ListedItem, ServiceItem
from services.items.models.version import OfferingVersion
from services.items.publishing import write_versions
from services.items.rows import read, row_of
from services.items.rules.guide import notes_of
from services.items.stamp import touch_catalogue
from services.items.version_record import record_of, whole
from services.items.writing import Write
from services.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User
    from services.items.checking import Progress
    from services.items.record import Record


# -- Offerings of other levels follow the item's first offering; what is new is sorted out -----


#: What a write needs to know of an offering that exists.
OFFERING = ("code", "state", "item_id", "organ_id", "subject_id")


def newest_versions(
    versions: QuerySet[OfferingVersion] | None = None,
) -> dict[str, OfferingVersion]:
    """Return the newest version of every offering by code; number, digest, offering only."""
    rows = OfferingVersion.objects.all() if versions is None else versions
    return {
        version.offering.code: version
        for version in rows.select_related("offering")
        .only("number", "digest", *(f"offering__{name}" for name in OFFERING))
        .order_by("offering_id", "number")
    }


def followers_of(writes: Sequence[Write]) -> list[Write]:
    """Return the writes by which the other levels follow the first offerings written now.

    An offering that is itself written now speaks for itself. One query when nothing follows.
    """
    changed = {
        write.record.code: write.record
        for write in writes
        if write.offering is not None and not write.record.item_code
    }
    others = OfferingVersion.objects.filter(
        status=VersionStatus.PUBLISHED, offering__item__code__in=changed
    ).exclude(offering__code=F("offering__item__code"))
    mine = {write.record.code for write in writes}
    found = [one for one in whole(others) if one.offering.code not in mine]
    before = base_rows({one.offering.item.code for one in found}) if found else {}
    made = []
    for version in found:
        item = version.offering.item.code
        now = row_of(changed[item])
        record = read(follow(row_of(record_of(version)), before[item], now))
        digest = record.digest()
        if digest != version.digest:
            made.append(Write(record, digest, version.number + 1, version.offering))
    return made


# -- Bringing the shipped lists into the database; running it again changes nothing ------------


def _city() -> Division:
    code, name = reference.CITY
    division, _made = Division.objects.get_or_create(
        code=code, defaults={"name": name, "level": DivisionLevel.PREFECTURE}
    )
    return division


@act
def ensure_organs_and_fees(*, by: User | None, at: datetime) -> None:
    """Add the organs and charges of the shipped lists that the database does not know yet."""
    del by, at  # reference rows carry no story of their own
    known = set(Organ.objects.values_list("name", flat=True))
    missing = [name for name in reference.departments() if name not in known]
    if missing:
        city, start = _city(), Organ.objects.count() + 1
        Organ.objects.bulk_create(
            Organ(code=f"{city.code}-{number:03d}", name=name, division=city)
            for number, name in enumerate(missing, start)
        )
    FeeItem.objects.bulk_create(
        (FeeItem(name=name, standard=text) for name, text in reference.fee_list().items()),
        ignore_conflicts=True,
    )


@act
def load_exclusions(*, by: User | None, at: datetime) -> int:
    """Add the shipped classes of items that may not be deferred; returns how many are new."""
    del by, at
    before = DeferralExclusion.objects.count()
    DeferralExclusion.objects.bulk_create(
        (DeferralExclusion(**row) for row in reference.exclusions()), ignore_conflicts=True
    )
    return DeferralExclusion.objects.count() - before


@act
def load_listed_items(*, by: User | None, at: datetime) -> int:
    """Add the names of other lists for search; returns how many are new.

    Names and codes that the catalogue itself carries are left out.
    """
    del by, at
    items = list(ServiceItem.objects.values_list("name", "code"))
    own, codes = {squeeze(name) for name, _code in items}, {code for _name, code in items}
    before = ListedItem.objects.count()
    ListedItem.objects.bulk_create(
        (
            ListedItem(code=row["code"], name=row["name"], organ_name=row["department"])
            for row in reference.item_names()
            if squeeze(row["name"]) not in own and row["code"] not in codes
        ),
        ignore_conflicts=True,
        batch_size=2000,
    )
    touch_catalogue()
    return ListedItem.objects.count() - before


def _check_rows(
    rows: Sequence[object],
    barred: Collection[int],
    report: Report,
    progress: Progress,
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


@act
def import_catalogue(
    *,
    rows: Sequence[object],
    dry_run: bool = False,
    all_or_nothing: bool = False,
    barred: Collection[int] = (),
    progress: Progress = silent,
    by: User | None,
    at: datetime,
) -> Report:
    """Check every row, write the good ones as new published versions and say what happened.

    A record whose contents did not change makes no version. With ``all_or_nothing`` one bad row
    keeps everything out; a dry run writes nothing. Rows (from 1) that are ``barred`` stay out
    whatever the rules say.
    """
    locks.wait_for(Lock.CATALOGUE)
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
