# SPDX-License-Identifier: Apache-2.0
"""Putting versions in force and taking them out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.acts import act
from portal.kernel.audit.models import Event
from portal.kernel.places.models import Organ
from services.items.codes import VersionStatus
from services.items.following import tell_subscribers
from services.items.models.charges import FeeItem
from services.items.models.item import Offering, ServiceItem
from services.items.models.parts import LegalBasis, Material, ReviewStepTemplate
from services.items.models.version import OfferingVersion
from services.items.stamp import touch_catalogue
from services.items.states import MACHINE, OfferingState
from services.items.writing import BATCH, draft_version, offerings_of, refresh_known, write_parts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.items.checking import Progress
    from services.items.writing import Write


# -- Letting PostgreSQL know at once how large the catalogue has become ------------------------


#: Versions written in one go, from which on the plans made for the catalogue before are wrong.
MANY = 100


_TABLES = (ServiceItem, Offering, OfferingVersion, Material, LegalBasis, ReviewStepTemplate)


def count_anew(written: int) -> None:
    """Refresh the planner's figures after many rows were written, in the same transaction.

    Without this a guide reads thousands of rows until the server gets round to it by itself.
    """
    if written < MANY:
        return
    with connection.cursor() as cursor:
        # ANALYZE itself is the owner's alone; for anybody else it is passed over with a warning
        cursor.execute("SELECT portal_analyze(%s)", [[one._meta.db_table for one in _TABLES]])


def _put_in_force(
    versions: Sequence[OfferingVersion],
    offerings: dict[str, Offering],
    by: User | None,
    at: datetime,
) -> None:
    """Supersede what was in force, publish the new versions, and tell it in one event each."""
    keys = [version.pk for version in versions]
    OfferingVersion.objects.filter(
        offering__in=[offering.pk for offering in offerings.values()],
        status=VersionStatus.PUBLISHED,
    ).update(status=VersionStatus.SUPERSEDED, withdrawn_at=at)
    OfferingVersion.objects.filter(pk__in=keys).update(
        status=VersionStatus.PUBLISHED, published_at=at
    )
    arrow = MACHINE.arrow("publish")
    Event.objects.bulk_create(
        (
            Event(
                subject_id=version.offering.subject_id,
                verb=f"{MACHINE.name}.publish",
                actor=by,
                from_state=version.offering.state,
                to_state=OfferingState.PUBLISHED,
                citation=arrow.citation,
                facts={"version": version.number, "digest": version.digest},
            )
            for version in versions
        ),
        batch_size=BATCH,
    )
    Offering.objects.filter(pk__in=[offering.pk for offering in offerings.values()]).exclude(
        state=OfferingState.PUBLISHED
    ).update(state=OfferingState.PUBLISHED)


@act
def write_versions(
    *,
    writes: Sequence[Write],
    progress: Progress,
    by: User | None,
    at: datetime,
) -> None:
    """Write checked records as published versions; the versions before them are superseded."""
    organs = {organ.name: organ for organ in Organ.objects.all()}
    fees = {fee.name: fee for fee in FeeItem.objects.in_force(clock.local_date(at))}
    for start in range(0, len(writes), BATCH):
        part = writes[start : start + BATCH]
        offerings = offerings_of(part, organs, at)
        refresh_known(part, organs)
        versions = OfferingVersion.objects.bulk_create(
            [
                draft_version(write, offerings[write.record.code], organs[write.record.organ])
                for write in part
            ]
        )
        write_parts(
            [(write.record, version) for write, version in zip(part, versions, strict=True)],
            fees,
            organs,
        )
        _put_in_force(versions, offerings, by, at)
        tell_subscribers(versions)
        progress(_("写入"), start + len(part), len(writes))
    count_anew(len(writes))
    touch_catalogue()


@act
def withdraw(*, offering: Offering, reason: str = "", by: User, at: datetime) -> None:
    """Take an offering off the portal; running cases keep their version.

    Raises Refused when it is not published. `publication.take_down` asks for the reason.
    """
    locked = Offering.objects.select_for_update().get(pk=offering.pk)
    MACHINE.apply(locked, "withdraw", by=by, at=at, withdrawal_reason=reason)
    OfferingVersion.objects.filter(offering=locked, status=VersionStatus.PUBLISHED).update(
        status=VersionStatus.WITHDRAWN, withdrawn_at=at
    )
    touch_catalogue()
