# SPDX-License-Identifier: Apache-2.0
"""Drafts come into force on their day, once; guides are taken down with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from portal.kernel import clock, locks, wording
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import PortalError
from portal.kernel.locks import Lock
from services.drafts.judging import locked, require_publishable
from services.drafts.models import Draft
from services.drafts.states import DRAFT, DraftState
from services.items.checking import silent
from services.items.following import tell_of_withdrawal
from services.items.loading import followers_of, newest_versions
from services.items.models.item import Offering, ServiceItem
from services.items.models.version import OfferingVersion
from services.items.publishing import withdraw, write_versions
from services.items.writing import Write

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User

MAX_REASON = 500


def _rename(draft: Draft, version: OfferingVersion, by: User | None) -> None:
    """Let the basic item carry the new name; the story is told at its first offering."""
    ServiceItem.objects.filter(pk=version.offering.item_id).update(name=version.name)
    record(
        subject=version.offering.subject,
        verb="services.item.rename",
        by=by,
        facts={"version": version.number, "draft": draft.pk},
    )


@act
def put_in_force(*, draft: Draft, by: User | None, at: datetime) -> Draft:
    """Publish a scheduled draft now, and the new versions of the levels that follow it.

    Raises Invalid when the rules find something by now, Refused from a wrong state.
    """
    locks.wait_for(Lock.CATALOGUE)
    held = locked(draft)
    DRAFT.require("publish", held.state)
    found = require_publishable(held)
    newest = newest_versions(OfferingVersion.objects.filter(offering__code=found.code))
    before = newest.get(found.code)
    number = before.number + 1 if before else 1
    write = Write(found, found.digest(), number, before.offering if before else None)
    writes = [write, *followers_of([write])]
    write_versions(writes=writes, progress=silent, by=by, at=at)
    version = OfferingVersion.objects.select_related("offering__subject").get(
        offering__code=found.code, number=number
    )
    if held.renames:
        _rename(held, version, by)
    DRAFT.apply(
        held, "publish", by=by, at=at, version=version, offering=version.offering, changed_at=at
    )
    return held


def _give_back(draft: Draft, error: PortalError, at: datetime) -> None:
    """A draft that the rules no longer let through goes back to its editor, with the reason."""
    text = _("到生效日没有通过检查：%(why)s") % {"why": error}
    DRAFT.apply(
        locked(draft), "send_back", by=None, at=at,
        reason=wording.shortened(text, MAX_REASON), effective_on=None, changed_at=at,
    )  # fmt: skip


def publish_due(*, at: datetime) -> int:
    """Sweep: put in force every approved draft whose day has come; returns how many.

    Each in a transaction of its own. A draft that another process holds is left to it.
    """
    due = Draft.objects.filter(
        state=DraftState.SCHEDULED, effective_on__lte=clock.local_date(at)
    ).order_by("effective_on", "pk")
    done = 0
    for key in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            draft = due.select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()
            if draft is None:
                continue
            try:
                with transaction.atomic():
                    put_in_force(draft=draft, by=None, at=at)
                done += 1
            except PortalError as error:
                _give_back(draft, error, at)
    return done


@act
def take_down(*, offering: Offering, reason: str, by: User, at: datetime) -> None:
    """Take a guide off the portal with a reason; running cases keep their version.

    Raises Invalid without a reason and Refused when it is not published.
    """
    why = wording.reason(
        reason,
        "reason",
        least=1,
        most=MAX_REASON,
        message=_("请写明下架的理由。"),
        code="blank_field",
    )
    withdraw(offering=offering, reason=why, by=by, at=at)
    tell_of_withdrawal(Offering.objects.select_related("item").get(pk=offering.pk))
