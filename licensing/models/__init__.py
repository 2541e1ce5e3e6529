# SPDX-License-Identifier: Apache-2.0
"""All models of licensing."""

from licensing.bans.models import Ban, BanGround
from licensing.cases.models import (
    Case,
    CaseChannel,
    CaseMaterial,
    CaseVoiding,
    MaterialFile,
    MaterialGrade,
    Origin,
    Verdict,
)
from licensing.decisions.models import Decision, Outcome
from licensing.deferrals.models import Deferral, DeferralDecline, DeferralGate
from licensing.delivery.models import Handover, HandoverMethod
from licensing.emergencies.models import Emergency, EmergencyTerm
from licensing.intake.models import Correction, CorrectionLine
from licensing.licences.models import Licence
from licensing.procedures.models import Hearing, Inspection, Procedure
from licensing.review.models import OrganPart, ReviewStep

__all__ = [
    "Ban",
    "BanGround",
    "Case",
    "CaseChannel",
    "CaseMaterial",
    "CaseVoiding",
    "Correction",
    "CorrectionLine",
    "Decision",
    "Deferral",
    "DeferralDecline",
    "DeferralGate",
    "Emergency",
    "EmergencyTerm",
    "Handover",
    "HandoverMethod",
    "Hearing",
    "Inspection",
    "Licence",
    "MaterialFile",
    "MaterialGrade",
    "OrganPart",
    "Origin",
    "Outcome",
    "Procedure",
    "ReviewStep",
    "Verdict",
]
