# SPDX-License-Identifier: Apache-2.0
"""The state machines of licensing."""

from licensing.states.case import (
    AT_INTAKE,
    BEFORE_DECISION,
    CASE,
    OPEN_STATES,
    WITH_APPLICANT,
    WITH_OFFICE,
    CaseState,
)
from licensing.states.deferral import DEFERRAL, DeferralState
from licensing.states.licence import LICENCE, LicenceState
from licensing.states.step import STEP, StepState

__all__ = [
    "AT_INTAKE",
    "BEFORE_DECISION",
    "CASE",
    "DEFERRAL",
    "LICENCE",
    "OPEN_STATES",
    "STEP",
    "WITH_APPLICANT",
    "WITH_OFFICE",
    "CaseState",
    "DeferralState",
    "LicenceState",
    "StepState",
]
