# SPDX-License-Identifier: Apache-2.0
"""Bringing what registers say about one party up to date before it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel import clock
from portal.kernel.accounts.rules import is_id_number
from portal.kernel.registers.actions import take_copy
from portal.kernel.registers.copies import RegisterLine
from portal.kernel.registers.live import ask
from portal.kernel.registers.models import Register
from portal.kernel.registers.statements import digest_of

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import Party, User


def refresh(*, party: Party, by: User, at: datetime) -> None:
    """Ask each register with an address that has not told about the party today.

    They know people by the 18 signs of GB 11643 and are not asked for other documents.
    Called before an act begins, outside its transaction: no lock waits for another office.
    """
    if not party.is_enterprise and not is_id_number(party.number):
        return
    today = clock.local_date(at)
    registers = Register.objects.filter(is_active=True, about=party.kind).exclude(address="")
    told_today = registers.filter(entries__digest=digest_of(party), entries__copied_on=today)
    for register in registers.exclude(pk__in=told_today.values("pk")):
        values = ask(register, party.number)
        if values:
            rows = [RegisterLine(party.number, values)]
            take_copy(register=register, rows=rows, copied_on=today, is_whole=False, by=by, at=at)
