# SPDX-License-Identifier: Apache-2.0
"""法定代表人: bound to the enterprise by what the register says, and released when it says otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_enterprise
from portal.kernel.accounts.mandates import end_mandates, grant_mandate
from portal.kernel.accounts.models import Mandate, User
from portal.kernel.accounts.rules import check_uscc, normal_number
from portal.kernel.accounts.words import AccountLevel, Confirmed, MandateKind, PartyKind
from portal.kernel.acts import act
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid, Refused
from portal.kernel.mandates.ending import tell_granted
from portal.kernel.registers.models import RegisterEntry
from portal.kernel.registers.rules import ENTERPRISE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

AT_ONCE = 2_000


def _entries(digests: Iterable[str], on: date) -> list[RegisterEntry]:
    """Return what registers in use say about enterprises, as far as it is fresh on a day."""
    found = RegisterEntry.objects.select_related("register").filter(
        digest__in=list(digests), register__is_active=True, register__about=PartyKind.ENTERPRISE
    )
    return [
        one
        for one in found.exclude(representative_digest="")
        if on - one.copied_on <= timedelta(days=one.register.fresh_days)
    ]


@act
def represent(*, user: User, uscc: str, at: datetime) -> Mandate:
    """Bind a user to the enterprise whose 法定代表人 he is by the connected register.

    Raises Invalid for a code that cannot be one; Refused for an account whose identity is not
    proven and where no register says so: the answer tells nothing about the enterprise.
    """
    person, today = user.person, clock.local_date(at)
    if user.level != AccountLevel.IDENTITY or person is None or not person.id_digest:
        raise Refused("prove_first", _("先带证件到任一窗口核验一次身份，再绑定企业。"))
    if problems := check_uscc(uscc):
        raise Invalid.many(problems)
    code = normal_number(uscc)
    for entry in _entries([digest(code)], today):
        name = entry.values.get(ENTERPRISE_NAME, "")
        if entry.representative_digest == person.id_digest and name:
            break
    else:
        raise Refused(
            "not_representative",
            _("登记机关的数据里查不到您是这家单位的法定代表人。刚变更过的，请带营业执照到窗口登记。"),
        )  # fmt: skip
    enterprise = ensure_enterprise(name=name, uscc=code)
    mandate = grant_mandate(
        agent=user,
        principal=enterprise,
        kind=MandateKind.REPRESENTATIVE,
        confirmed=Confirmed.REGISTER,
        checked_on=today,
    )
    tell_granted(mandate)
    return mandate


def release_former(at: datetime) -> int:
    """Sweep: end the mandates of those whom a register names no longer; returns how many.

    Each is compared once a day. A register that is silent or too old changes nothing.
    """
    today = clock.local_date(at)
    unseen = Q(checked_on__isnull=True) | Q(checked_on__lt=today)
    rows = list(
        Mandate.dated.in_force(today)
        .filter(unseen, kind=MandateKind.REPRESENTATIVE, confirmed=Confirmed.REGISTER)
        .select_related("content_object", "user__person")
        .order_by("pk")[:AT_ONCE]
    )
    if not rows:
        return 0
    named: dict[str, set[str]] = {}
    about = {row.pk: digest(row.content_object.uscc or "") for row in rows}
    for entry in _entries(about.values(), today):
        named.setdefault(entry.digest, set()).add(entry.representative_digest)
    former = [
        row
        for row in rows
        if about[row.pk] in named and _number(row.user) not in named[about[row.pk]]
    ]
    return _released(set(about), [row.pk for row in former], at)


def _number(user: User) -> str:
    return (user.person.id_digest if user.person is not None else "") or ""


@act
def _released(compared: set[int], former: list[int], at: datetime) -> int:
    Mandate.dated.filter(pk__in=compared).update(checked_on=clock.local_date(at))
    return len(end_mandates(Mandate.dated.filter(pk__in=former), by=None, at=at))
