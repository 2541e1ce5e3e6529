# SPDX-License-Identifier: Apache-2.0
"""What credit registers with the kernel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from credit.determinations import states as determinations_states
from credit.determinations.models import Determination
from credit.determinations.notices import hearing_moved, remind_of_hearing
from credit.pages.closing import PART
from credit.records import states as records_states
from credit.records.models import CreditRecord
from credit.records.own_data import of_records
from credit.repair import states as repair_states
from credit.repair.actions import expire_records
from credit.repair.models import RepairRequest
from credit.repair.notices import repair_moved
from portal.kernel import sweeps
from portal.kernel.changes.law import register_terms
from portal.kernel.deadlines.terms.registry import TermKind, register_term
from portal.kernel.identity import closing, own_data
from portal.kernel.states import register_aggregate


def connect() -> None:
    """Register machines, periods and sweeps."""
    closing.register("credit", PART)
    own_data.register("信用记录", of_records)
    register_aggregate(
        determinations_states.DETERMINATION,
        Determination,
        sealed=("party_id", "cause_id", "ground", "finding", "found_by_id"),
    )
    register_aggregate(
        records_states.RECORD,
        CreditRecord,
        sealed=("party_id", "kind", "determination_id", "begins_on", "ends_on"),
    )
    register_aggregate(repair_states.REPAIR, RepairRequest)
    register_terms({"hearing_days": ("hearing",), "repair_decision_days": ("repair",)})
    register_term(
        TermKind(
            "hearing",
            _("陈述"),
            "本市规定",
            ladder="handler",
            on_reminder=remind_of_hearing,
            on_moved=hearing_moved,
            is_applicants=True,
        )
    )
    register_term(
        TermKind("repair", _("信用修复办理"), "国办发〔2025〕22号", on_moved=repair_moved)
    )
    sweeps.register("credit_records_ended", expire_records)
