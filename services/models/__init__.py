# SPDX-License-Identifier: Apache-2.0
"""All models of the catalogue."""

from services.models.bundle import Bundle, BundleMember
from services.models.charge import Fee
from services.models.draft import Draft
from services.models.exclusion import DeferralExclusion
from services.models.fee import FeeItem
from services.models.form_field import FormField
from services.models.import_run import ImportRun
from services.models.intermediary import IntermediaryService
from services.models.intermediary_choice import IntermediaryChoice
from services.models.item import ListedItem, ServiceItem
from services.models.item_form import ItemForm
from services.models.joint_part import JointPart
from services.models.legal_basis import LegalBasis
from services.models.material import Material
from services.models.offering import Offering
from services.models.policy import Policy
from services.models.policy_evaluation import EvaluationOutcome, PolicyEvaluation
from services.models.procedure import SpecialProcedure
from services.models.provider import Provider, ProviderOffer
from services.models.review_step import ReviewStepTemplate
from services.models.search_word import SearchWord, WordKind
from services.models.situation import ItemSituation
from services.models.stamp import CatalogueStamp
from services.models.subscription import Subscription
from services.models.version import OfferingVersion
from services.models.zero_hit import ZeroHit

__all__ = [
    "Bundle",
    "BundleMember",
    "CatalogueStamp",
    "DeferralExclusion",
    "Draft",
    "EvaluationOutcome",
    "Fee",
    "FeeItem",
    "FormField",
    "ImportRun",
    "IntermediaryChoice",
    "IntermediaryService",
    "ItemForm",
    "ItemSituation",
    "JointPart",
    "LegalBasis",
    "ListedItem",
    "Material",
    "Offering",
    "OfferingVersion",
    "Policy",
    "PolicyEvaluation",
    "Provider",
    "ProviderOffer",
    "ReviewStepTemplate",
    "SearchWord",
    "ServiceItem",
    "SpecialProcedure",
    "Subscription",
    "WordKind",
    "ZeroHit",
]
