# SPDX-License-Identifier: Apache-2.0
"""All models of credit."""

from credit.models.determination import Determination, Ground
from credit.models.record import CreditRecord, RecordKind, RepairRequest

__all__ = ["CreditRecord", "Determination", "Ground", "RecordKind", "RepairRequest"]
