# SPDX-License-Identifier: Apache-2.0
"""Telling people: the notice in the act's transaction, the sending by the outbox."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from portal.kernel import clock
from portal.kernel.accounts.phones import can_get_texts
from portal.kernel.acts import Writer, act, is_known
from portal.kernel.notices.channels import send_email, send_sms
from portal.kernel.notices.models import Channel, Delivery, DeliveryState, Notice
from portal.kernel.notices.quiet import not_before
from portal.kernel.outbox.actions import enqueue
from portal.kernel.outbox.registry import Later, Obsolete, Permanent
from portal.kernel.prepared.writing import add_many
from portal.kernel.retention.keeping import Keeping, blanking
from portal.kernel.wording import shortened

if TYPE_CHECKING:
    from portal.kernel.accounts.models import Party, User
    from portal.kernel.audit.models import Event


_Who = tuple[int, str, int | None, int | None]


def _who(notice: Notice) -> _Who:
    """Return under what a notice is unique: event, kind, user, party."""
    return (notice.event_id, notice.kind, notice.user_id, notice.party_id)


@dataclass(frozen=True)
class _Wanted:
    """One telling that an act wants: the row, whom it reaches and by which addresses."""

    notice: Notice
    person: Party | None

    @property
    def who(self) -> _Who:
        return _who(self.notice)


def notify(
    *,
    event: Event,
    kind: str,
    title: str,
    body: str,
    link: str = "",
    user: User | None = None,
    party: Party | None = None,
) -> None:
    """Tell one person about one event, once; the rows are written at the act's end."""
    _wanted(
        _Wanted(
            Notice(
                event=event,
                subject_id=event.subject_id,
                kind=kind,
                user=user,
                party=party,
                title=shortened(title, 120),
                body=body,
                link=link,
                created_at=clock.now(),
            ),
            party or (user.person if user is not None else None),
        )
    )


def _write(wanted: list[_Wanted]) -> None:
    """Write the notices that nobody got yet, with their deliveries."""
    once_each = {one.who: one for one in reversed(wanted)}
    rows = [one for one in wanted if once_each[one.who] is one]
    notices = [one.notice for one in rows]
    if all(is_known(("event", one.event_id)) for one in notices):
        add_many(notices)
        told = notices
    else:
        told = _told_anew(notices)
    people = {one.who: one.person for one in rows}
    deliveries = [row for notice in told for row in _planned(notice, people[_who(notice)])]
    add_many(deliveries)
    for delivery in deliveries:
        if delivery.channel != Channel.INBOX:
            enqueue(
                kind="kernel.deliver",
                key=f"deliver:{delivery.pk}",
                payload={"delivery": delivery.pk},
                subject=delivery.notice.subject_id,
                not_before=not_before(delivery.channel, delivery.notice.created_at),
            )


_wanted = Writer(_write, order=50)


def _told_anew(notices: list[Notice]) -> list[Notice]:
    """Write notices about events that others may tell of as well; returns those written here.

    The unique keys decide who tells.
    """
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    made = {_who(one): one.created_at for one in notices}
    stored = Notice.objects.filter(event__in={one.event_id for one in notices}).order_by("pk")
    return [one for one in stored if made.get(_who(one)) == one.created_at]


def _planned(notice: Notice, person: Party | None) -> list[Delivery]:
    """Return the ways by which one notice goes out (unsaved); the inbox has it at once."""
    rows = []
    if notice.user_id is not None:
        rows.append(
            Delivery(
                notice=notice,
                channel=Channel.INBOX,
                state=DeliveryState.SENT,
                request_id=secrets.token_hex(16),
                sent_at=notice.created_at,
            )
        )
    by_mail = person is not None and bool(person.email)
    by_phone = person is not None and can_get_texts(person.phone) and bool(settings.SMS_GATEWAY_URL)
    rows += [
        Delivery(notice=notice, channel=channel, request_id=secrets.token_hex(16))
        for channel, reaches in ((Channel.EMAIL, by_mail), (Channel.SMS, by_phone))
        if reaches
    ]
    return rows


def deliver(payload: dict[str, Any]) -> None:
    """Outbox handler: send one delivery. A crash before the commit repeats the request id.

    What comes late (after a stop, or a failed try) waits for the channel's still hours too.
    """
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("notice__user__person", "notice__party")
        .get(pk=payload["delivery"])
    )
    if delivery.state != DeliveryState.PLANNED:
        raise Obsolete
    at = clock.now()
    if (later := not_before(delivery.channel, at)) > at:
        raise Later(later)
    notice = delivery.notice
    person = notice.party or (notice.user.person if notice.user is not None else None)
    if person is None:
        raise Permanent("no address")
    if delivery.channel == Channel.EMAIL:
        send_email(delivery, person.email)
    else:
        send_sms(delivery, person.phone)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.SENT, sent_at=clock.now())


def give_up(payload: dict[str, Any]) -> None:
    """Mark a delivery that the outbox gave up; the open task asks a person to call."""
    Delivery.objects.filter(pk=payload["delivery"]).update(state=DeliveryState.DEAD)


@act
def read_notice(*, notice: Notice, by: User) -> None:
    """Mark a notice as read by its recipient."""
    Notice.objects.filter(pk=notice.pk, user=by, read_at__isnull=True).update(read_at=clock.now())


KEEPING = Keeping(
    "notice",
    lambda limit, _at: Notice.objects.exclude(title="").filter(created_at__lt=limit),
    blanking(Notice.objects.all, title="", body="", link=""),
    parties=("user__person", "party"),
    subjects=("subject",),
)
