# SPDX-License-Identifier: Apache-2.0
"""All models of credit."""

from credit.determinations.models import Determination, Ground
from credit.records.models import CreditRecord, RecordKind
from credit.repair.models import RepairRequest

__all__ = ["CreditRecord", "Determination", "Ground", "RecordKind", "RepairRequest"]
