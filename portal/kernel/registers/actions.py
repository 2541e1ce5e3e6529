# SPDX-License-Identifier: Apache-2.0
"""Connecting a register, and taking over what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.accounts.rules import is_id_number, normal_number
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid
from portal.kernel.registers.models import Register, RegisterEntry
from portal.kernel.registers.rules import REPRESENTATIVE, definition_problems
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.registers.copies import RegisterLine

KEYS = ("name", "keeper", "about", "fields", "papers", "address", "fresh_days", "citation")
BATCH = 5_000


@dataclass(frozen=True)
class Copied:
    """How many entries the register holds now, and how many the copy no longer had."""

    held: int
    dropped: int


@act
def connect(*, row: Mapping[str, Any], by: User | None, at: datetime) -> Register:
    """Connect a register or change its description; what it said before stays.

    Raises Invalid naming each wrong part. Another kind of subject needs another code.
    """
    problems = definition_problems(row, allow_plain=settings.DEMO)
    if problems:
        raise Invalid.many(problems)
    values = {key: row[key] for key in KEYS if key in row}
    values["is_active"] = bool(row.get("is_active", True))
    register = Register.objects.select_for_update().filter(code=row["code"]).first()
    if register is None:
        subject = Subject.objects.begin("kernel.register")
        register = Register(subject=subject, code=row["code"])
    elif register.about != row["about"]:
        raise Invalid("about_fixed", _("登记对象不能改，请另用一个代码。"), "about")
    for key, value in values.items():
        setattr(register, key, value)
    register.save()
    record(
        subject=register.subject,
        verb="kernel.register.connect",
        by=by,
        facts={"code": register.code, "active": register.is_active},
        citation=register.citation,
        effective_on=clock.local_date(at),
    )
    return register


@act
def take_copy(
    *,
    register: Register,
    rows: Sequence[RegisterLine],
    copied_on: date,
    is_whole: bool,
    by: User | None,
    at: datetime,
) -> Copied:
    """Take over a copy of any size; a whole one drops the numbers it no longer has.

    Raises Invalid for a copy of a day to come. An entry is never replaced by an older one.
    """
    if copied_on > clock.local_date(at):
        raise Invalid("day_to_come", _("数据日期不能晚于今天。"), "copied_on")
    register = Register.objects.select_for_update().get(pk=register.pk)
    entries = register.entries
    later = set(entries.filter(copied_on__gt=copied_on).values_list("digest", flat=True))
    told = {digest(row.number): row.values for row in rows}
    RegisterEntry.objects.bulk_create(
        (
            _entry(register, key, values, copied_on)
            for key, values in told.items()
            if key not in later
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["register", "digest"],
        update_fields=["values", "representative_digest", "copied_on"],
    )
    dropped = 0
    if is_whole:
        dropped = _drop_others(register, list(told), copied_on)
    record(
        subject=register.subject,
        verb="kernel.register.take_copy",
        by=by,
        facts={"rows": len(told), "dropped": dropped, "whole": is_whole},
        effective_on=copied_on,
    )
    return Copied(held=entries.count(), dropped=dropped)


def _entry(
    register: Register, key: str, values: Mapping[str, str], copied_on: date
) -> RegisterEntry:
    number = normal_number(values.get(REPRESENTATIVE, ""))
    return RegisterEntry(
        register=register,
        digest=key,
        values={code: value for code, value in values.items() if code != REPRESENTATIVE},
        representative_digest=digest(number) if is_id_number(number) else "",
        copied_on=copied_on,
    )


def _drop_others(register: Register, digests: list[str], copied_on: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM kernel_registerentry e
               WHERE e.register_id = %s AND e.copied_on <= %s
                 AND NOT EXISTS (SELECT FROM unnest(%s::text[]) kept(digest)
                                 WHERE kept.digest = e.digest)""",
            [register.pk, copied_on, digests],
        )
        return int(cursor.rowcount)
