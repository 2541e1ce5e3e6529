# SPDX-License-Identifier: Apache-2.0
"""All models of licensing."""

from licensing.models.case import Case, CaseChannel, CaseVoiding
from licensing.models.correction import Correction, CorrectionLine
from licensing.models.deferral import Deferral, DeferralDecline, DeferralGate
from licensing.models.material import CaseMaterial, Grade, MaterialFile, Origin, Verdict
from licensing.models.review import (
    Decision,
    Handover,
    HandoverMethod,
    Licence,
    Outcome,
    ReviewStep,
)

__all__ = [
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
    "Grade",
    "Handover",
    "HandoverMethod",
    "Licence",
    "MaterialFile",
    "Origin",
    "Outcome",
    "ReviewStep",
    "Verdict",
]
