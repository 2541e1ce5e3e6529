# SPDX-License-Identifier: Apache-2.0
"""Telling people: the notice in the act's transaction, the sending by the outbox."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from portal.kernel import clock
from portal.kernel.notices.channels import send_email, send_sms
from portal.kernel.notices.models import Channel, Delivery, DeliveryState, Notice
from portal.kernel.notices.quiet import not_before
from portal.kernel.outbox.actions import enqueue
from portal.kernel.outbox.registry import Later, Obsolete, Permanent

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import Party, User
    from portal.kernel.audit.models import Event


@transaction.atomic
def notify(
    *,
    event: Event,
    kind: str,
    title: str,
    body: str,
    link: str = "",
    user: User | None = None,
    party: Party | None = None,
) -> Notice | None:
    """Tell one person about one event; returns None when that person was told already."""
    at = clock.now()
    Notice.objects.bulk_create(
        [
            Notice(
                event=event,
                subject_id=event.subject_id,
                kind=kind,
                user=user,
                party=party,
                title=title[:120],
                body=body,
                link=link,
                created_at=at,
            )
        ],
        ignore_conflicts=True,
    )
    notice = Notice.objects.get(event=event, kind=kind, user=user, party=party)
    if notice.created_at != at:
        return None
    _plan(notice, user, party, at)
    return notice


def _plan(notice: Notice, user: User | None, party: Party | None, at: datetime) -> None:
    person = party or (user.person if user is not None else None)
    if user is not None:
        Delivery.objects.create(
            notice=notice,
            channel=Channel.INBOX,
            state=DeliveryState.SENT,
            request_id=secrets.token_hex(16),
            sent_at=at,
        )
    if person is not None and person.email:
        _order(notice, Channel.EMAIL, at)
    if person is not None and person.phone and settings.SMS_GATEWAY_URL:
        _order(notice, Channel.SMS, at)


def _order(notice: Notice, channel: Channel, at: datetime) -> None:
    delivery = Delivery.objects.create(
        notice=notice, channel=channel, request_id=secrets.token_hex(16)
    )
    enqueue(
        kind="kernel.deliver",
        key=f"deliver:{delivery.pk}",
        payload={"delivery": delivery.pk},
        subject=notice.subject,
        not_before=not_before(channel, at),
    )


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


@transaction.atomic
def read_notice(*, notice: Notice, by: User) -> None:
    """Mark a notice as read by its recipient."""
    Notice.objects.filter(pk=notice.pk, user=by, read_at__isnull=True).update(read_at=clock.now())
