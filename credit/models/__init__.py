# SPDX-License-Identifier: Apache-2.0
"""All models of credit."""

from credit.determinations.models import BreachGround, Determination
from credit.records.models import CreditRecord, RecordKind
from credit.repair.models import RepairRequest

__all__ = ["BreachGround", "CreditRecord", "Determination", "RecordKind", "RepairRequest"]
