# SPDX-License-Identifier: Apache-2.0
"""What credit registers with the kernel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from credit import states
from credit.actions.repair import expire_records
from credit.models.determination import Determination
from credit.models.record import CreditRecord, RepairRequest
from credit.reminding import hearing_moved, remind_of_hearing, repair_moved
from portal.kernel import sweeps
from portal.kernel.checks import register_aggregate
from portal.kernel.deadlines.terms.registry import TermKind, register_term


def connect() -> None:
    """Register machines, periods and sweeps."""
    register_aggregate(states.DETERMINATION, Determination)
    register_aggregate(states.RECORD, CreditRecord)
    register_aggregate(states.REPAIR, RepairRequest)
    register_term(
        TermKind(
            "hearing",
            _("陈述"),
            "本市规定",
            ladder="handler",
            on_reminder=remind_of_hearing,
            on_moved=hearing_moved,
        )
    )
    register_term(
        TermKind("repair", _("信用修复办理"), "国办发〔2025〕22号", on_moved=repair_moved)
    )
    sweeps.register("credit_records_ended", expire_records)
