# SPDX-License-Identifier: Apache-2.0
"""The trace of looking up somebody whom the portal does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.kernel import clock
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.audit.models import Event
from portal.kernel.registers.models import Register
from portal.kernel.registers.statements import digest_of, told_of

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import Party, User


@act
def note_lookup(*, party: Party, by: User, at: datetime) -> None:
    """Note who was shown what registers say about a number that the portal does not know.

    Somebody the portal knows has his own book of readings. Once a day for each is enough.
    """
    today, verb = clock.local_date(at), "kernel.register.look_up"
    facts: dict[str, Any] = {"about": digest_of(party)}
    codes = [told.code for told in told_of(party, today)]
    for register in Register.objects.filter(code__in=codes).select_related("subject"):
        noted = Event.objects.filter(subject=register.subject, verb=verb, facts=facts, actor=by)
        if not noted.filter(effective_on=today).exists():
            record(subject=register.subject, verb=verb, by=by, facts=facts, effective_on=today)
