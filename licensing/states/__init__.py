# SPDX-License-Identifier: Apache-2.0
"""The state machines of licensing."""

from licensing.bans.states import BAN, BanState
from licensing.cases.states import (
    AT_INTAKE,
    BEFORE_DECISION,
    CASE,
    OPEN_STATES,
    WITH_APPLICANT,
    WITH_OFFICE,
    CaseState,
)
from licensing.deferrals.states import DEFERRAL, UNVERIFIED, DeferralState
from licensing.emergencies.states import EMERGENCY, EmergencyState
from licensing.procedures.states import (
    HEARING,
    PENDING_HEARING,
    PROCEDURE,
    HearingState,
    ProcedureState,
)
from licensing.review.states import PART, STEP, PartState, StepState
from licensing.states.licence import LICENCE, LicenceState

__all__ = [
    "AT_INTAKE",
    "BAN",
    "BEFORE_DECISION",
    "CASE",
    "DEFERRAL",
    "EMERGENCY",
    "HEARING",
    "LICENCE",
    "OPEN_STATES",
    "PART",
    "PENDING_HEARING",
    "PROCEDURE",
    "STEP",
    "UNVERIFIED",
    "WITH_APPLICANT",
    "WITH_OFFICE",
    "BanState",
    "CaseState",
    "DeferralState",
    "EmergencyState",
    "HearingState",
    "LicenceState",
    "PartState",
    "ProcedureState",
    "StepState",
]
