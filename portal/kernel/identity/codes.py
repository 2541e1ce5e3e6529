# SPDX-License-Identifier: Apache-2.0
"""Sending a code to a phone, and spending it. The clear code is in the row only, sealed."""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.accounts.phones import can_get_texts, stored_phone
from portal.kernel.accounts.rules import normal_number
from portal.kernel.acts import act
from portal.kernel.city_rules import rule_book
from portal.kernel.crypto import digest
from portal.kernel.errors import Refused
from portal.kernel.identity.models import OneTimeCode
from portal.kernel.notices.channels import send_text
from portal.kernel.outbox.actions import enqueue
from portal.kernel.outbox.registry import Obsolete
from portal.kernel.retention.keeping import Keeping, deleting
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

DAY = timedelta(days=1)


class Spent(StrEnum):
    """What became of a typed code."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"


def is_reachable() -> bool:
    """Tell whether short messages go out from here at all."""
    return bool(settings.SMS_GATEWAY_URL or settings.SMS_FILE_PATH)


def open_code(user: User, purpose: str, at: datetime) -> OneTimeCode | None:
    """Return the newest code that can still be typed, or None."""
    most = rule_book(clock.local_date(at)).value("code_tries")
    return (
        OneTimeCode.objects.filter(user=user, purpose=purpose, spent_at__isnull=True)
        .filter(ends_at__gt=at, tries__lt=most)
        .order_by("-made_at", "-pk")
        .first()
    )


@act
def send_code(*, user: User, purpose: str, phone: str = "", at: datetime) -> OneTimeCode:
    """Send a new code to the phone that the account names, or to a new one; an earlier one ends.

    Raises Refused when no message can be sent from here, when the account names no phone or
    one that gets no messages, and beyond the city's numbers: seconds between two, codes a day to an account and to a phone.
    """
    if not is_reachable():
        raise Refused("no_gateway", _("这里暂时不能发短信，请带证件到窗口办理。"))
    target = stored_phone(phone) or (user.person.phone if user.person is not None else "")
    if not target:
        raise Refused("no_phone", _("账号里没有手机号，请带证件到窗口办理。"))
    if not can_get_texts(target):
        raise Refused("no_mobile", _("这个号码收不到短信，请换成手机号，或者带证件到窗口办理。"))
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    _require_patience(user, digest(target), at)
    row = make_code(user=user, purpose=purpose, phone=target, at=at)
    enqueue(
        kind="kernel.code", key=f"code:{row.pk}", payload={"code": row.pk},
        subject=account_subject(user).pk, not_before=at,
    )  # fmt: skip
    return row


def make_code(*, user: User, purpose: str, phone: str, at: datetime) -> OneTimeCode:
    """Make a new code in place of an earlier one, inside the caller's transaction."""
    book = rule_book(clock.local_date(at))
    OneTimeCode.objects.filter(user=user, purpose=purpose, spent_at__isnull=True).update(
        spent_at=at, code=""
    )
    length = book.value("code_digits")
    return OneTimeCode.objects.create(
        user=user,
        purpose=purpose,
        phone=phone,
        phone_digest=digest(phone),
        code=str(secrets.randbelow(10**length)).zfill(length),
        made_at=at,
        ends_at=at + timedelta(minutes=book.value("code_minutes")),
    )


def _require_patience(user: User, phone: str, at: datetime) -> None:
    book = rule_book(clock.local_date(at))
    gap, most = book.value("code_gap_seconds"), book.value("code_per_day")
    today = OneTimeCode.objects.filter(made_at__gt=at - DAY)
    mine = list(today.filter(user=user).order_by("-made_at").values_list("made_at", flat=True))
    if mine and mine[0] > at - timedelta(seconds=gap):
        raise Refused("code_too_soon", _("验证码刚刚发过，请过%(gap)s秒再发。") % {"gap": gap})
    if len(mine) >= most or today.filter(phone_digest=phone).count() >= most:
        raise Refused(
            "too_many_codes",
            _("今天的验证码已经发满%(most)s次，请明天再试，或者到窗口办理。") % {"most": most},
        )


def account_subject(user: User) -> Subject:
    """Return what the account's events hang on, begun when it has none yet."""
    if user.subject_id is None:
        user.subject = Subject.objects.begin("kernel.account")
        user.save(update_fields=["subject"])
    return user.subject  # type: ignore[return-value]


def spend_code(*, user: User, purpose: str, typed: str, at: datetime) -> Spent:
    """Compare what was typed with the open code, inside the caller's transaction.

    Never raises: a wrong guess must stay counted. After the city's number of tries, or its
    minutes, the code is over.
    """
    row = open_code(user, purpose, at)
    if row is None:
        return Spent.OVER
    row = OneTimeCode.objects.select_for_update().get(pk=row.pk)
    most = rule_book(clock.local_date(at)).value("code_tries")
    if row.spent_at is not None or row.tries >= most:
        return Spent.OVER
    if compare_digest(row.code, normal_number(typed)):
        row.spent_at, row.code = at, ""
        row.save(update_fields=["spent_at", "code"])
        return Spent.RIGHT
    row.tries += 1
    if row.tries >= most:
        row.spent_at, row.code = at, ""
    row.save(update_fields=["tries", "spent_at", "code"])
    return Spent.OVER if row.spent_at else Spent.WRONG


#: By purpose: what a message says that does more than name the code.
_texts: dict[str, Callable[[OneTimeCode], str]] = {}


def register_text(purpose: str, text: Callable[[OneTimeCode], str]) -> None:
    """Say what the message with a code for a purpose says; an empty text sends none."""
    _texts[purpose] = text


def _text(row: OneTimeCode) -> str:
    return _("【一窗】您的验证码是%(code)s，%(minutes)s分钟内有效。工作人员不会向您要验证码。") % {
        "code": row.code,
        "minutes": max(1, round((row.ends_at - row.made_at).total_seconds() / 60)),
    }


def deliver_code(payload: dict[str, Any]) -> None:
    """Outbox handler: send one code, unless it is spent or over by now."""
    row = OneTimeCode.objects.filter(pk=payload["code"]).first()
    if row is None or not row.code or row.ends_at <= clock.now():
        raise Obsolete
    text = _texts.get(row.purpose, _text)(row)
    if not text:
        raise Obsolete
    send_text(f"code-{row.pk}-{digest(str(row.made_at))[:12]}", row.phone, text)


def _wipe(keys: list[int], at: datetime) -> int:
    """Wipe the clear text of codes that are over."""
    return OneTimeCode.objects.filter(pk__in=keys).update(spent_at=at, code="")


KEEPINGS = (
    Keeping(
        "code_text",
        lambda _limit, at: OneTimeCode.objects.filter(spent_at__isnull=True, ends_at__lte=at),
        _wipe,
    ),
    Keeping(
        "one_time_code",
        lambda limit, _at: OneTimeCode.objects.filter(made_at__lt=limit),
        deleting(OneTimeCode.objects.all),
        parties=("user__person",),
        least=1,  # day: codes a day are counted
    ),
)
