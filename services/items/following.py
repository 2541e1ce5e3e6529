# SPDX-License-Identifier: Apache-2.0
"""Following a guide, and telling those who do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel.acts import act
from portal.kernel.audit.models import Event
from portal.kernel.notices.actions import notify
from services.items.codes import VersionStatus
from services.items.history import changes, in_words
from services.items.models.item import Offering
from services.items.models.subscription import Subscription
from services.items.models.version import OfferingVersion
from services.items.states import MACHINE
from services.items.version_record import record_of, whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.kernel.accounts.models import User

#: So many changes are told in a notice; the history page has them all.
TOLD = 8


@act
def subscribe(*, offering: Offering, by: User, at: datetime) -> None:
    """Let a signed-in person hear of changes; doing it twice is doing it once."""
    Subscription.objects.get_or_create(user=by, offering=offering, defaults={"since": at})


@act
def unsubscribe(*, offering: Offering, by: User, at: datetime) -> None:
    """Stop telling; harmless when the person did not follow the guide."""
    del at  # nothing is kept of it
    Subscription.objects.filter(user=by, offering=offering).delete()


def unsubscribe_all(*, user: User, at: datetime) -> int:
    """Stop telling an account of anything, when it is closed; returns how many guides it followed."""
    del at  # the event of the closing has the moment
    return Subscription.objects.filter(user=user).delete()[0]


def _last_event(subject_id: int, verb: str) -> Event:
    return Event.objects.filter(subject_id=subject_id, verb=f"{MACHINE.name}.{verb}").latest("seq")


def _told(old: OfferingVersion | None, new: OfferingVersion) -> str:
    if old is None or old.status == VersionStatus.WITHDRAWN:
        return _("这个事项重新公布了。")
    found = changes(record_of(old), record_of(new))
    text = in_words(found[:TOLD])
    more = len(found) - TOLD
    return text + (_("，另有 %(more)d 处改动") % {"more": more} if more > 0 else "") + "。"


def tell_subscribers(versions: Sequence[OfferingVersion]) -> None:
    """Tell everybody who follows one of the guides what changed, once for each publication.

    Called in the transaction that published the versions; one query when nobody follows them.
    """
    followed = Subscription.objects.filter(offering__in=[one.offering_id for one in versions])
    followers: dict[int, list[User]] = {}
    for row in followed.select_related("user__person"):
        followers.setdefault(row.offering_id, []).append(row.user)
    if not followers:
        return
    keys = [one.pk for one in versions if one.offering_id in followers]
    for new in whole(OfferingVersion.objects.filter(pk__in=keys)):
        before = OfferingVersion.objects.filter(offering=new.offering, number__lt=new.number)
        old = whole(before.order_by("-number")).first()
        event = _last_event(new.offering.subject_id, "publish")
        for user in followers[new.offering_id]:
            notify(
                event=event,
                kind="guide_changed",
                user=user,
                title=_("您关注的指南有更新：%(name)s") % {"name": new.name},
                body=_told(old, new),
                link=f"/services/{new.offering.code}/history/",
            )


def tell_of_withdrawal(offering: Offering) -> None:
    """Tell everybody who follows a guide that it was taken down, and why."""
    event = _last_event(offering.subject_id, "withdraw")
    for row in Subscription.objects.filter(offering=offering).select_related("user__person"):
        notify(
            event=event,
            kind="guide_withdrawn",
            user=row.user,
            title=_("您关注的指南已下架：%(name)s") % {"name": offering.item.name},
            body=_("理由：%(reason)s。正在办的件不受影响。")
            % {"reason": offering.withdrawal_reason},
            link=f"/services/{offering.code}/history/",
        )
