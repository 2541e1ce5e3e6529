# SPDX-License-Identifier: Apache-2.0
"""All models of the catalogue."""

from services.bundles.models import Bundle, BundleMember
from services.drafts.models import Draft
from services.editors.models import DeskEdit
from services.exchange.models import ImportRun
from services.intermediaries.models import (
    IntermediaryChoice,
    IntermediaryService,
    Provider,
    ProviderOffer,
)
from services.items.models.charges import DeferralExclusion, Fee, FeeItem
from services.items.models.item import CatalogueStamp, ListedItem, Offering, ServiceItem
from services.items.models.parts import (
    JointPart,
    LegalBasis,
    Material,
    ReviewStepTemplate,
    SpecialProcedure,
)
from services.items.models.subscription import Subscription
from services.items.models.version import OfferingVersion
from services.policies.models import EvaluationOutcome, Policy, PolicyEvaluation
from services.search.models import SearchWord, WordKind, ZeroHit
from services.situations.models import ItemSituation
from services.tables.models import FormField, ItemForm

__all__ = [
    "Bundle",
    "BundleMember",
    "CatalogueStamp",
    "DeferralExclusion",
    "DeskEdit",
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
