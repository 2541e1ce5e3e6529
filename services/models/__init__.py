# SPDX-License-Identifier: Apache-2.0
"""All models of the catalogue."""

from services.models.bundle import Bundle, BundleMember
from services.models.charge import Fee
from services.models.exclusion import DeferralExclusion
from services.models.fee import FeeItem
from services.models.item import ListedItem, ServiceItem
from services.models.joint_part import JointPart
from services.models.legal_basis import LegalBasis
from services.models.material import Material
from services.models.offering import Offering
from services.models.procedure import SpecialProcedure
from services.models.review_step import ReviewStepTemplate
from services.models.stamp import CatalogueStamp
from services.models.version import OfferingVersion

__all__ = [
    "Bundle",
    "BundleMember",
    "CatalogueStamp",
    "DeferralExclusion",
    "Fee",
    "FeeItem",
    "JointPart",
    "LegalBasis",
    "ListedItem",
    "Material",
    "Offering",
    "OfferingVersion",
    "ReviewStepTemplate",
    "ServiceItem",
    "SpecialProcedure",
]
