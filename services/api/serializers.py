# SPDX-License-Identifier: Apache-2.0
"""What the open catalogue API tells of an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import serializers

from services.items.models.charges import Fee
from services.items.models.parts import LegalBasis, Material, SpecialProcedure
from services.items.models.version import OfferingVersion

if TYPE_CHECKING:
    Version = serializers.ModelSerializer[OfferingVersion]
    MaterialBase = serializers.ModelSerializer[Material]
    BasisBase = serializers.ModelSerializer[LegalBasis]
    FeeBase = serializers.ModelSerializer[Fee]
    ProcedureBase = serializers.ModelSerializer[SpecialProcedure]
else:
    Version = MaterialBase = BasisBase = FeeBase = ProcedureBase = serializers.ModelSerializer


class MaterialSerializer(MaterialBase):
    """One material of an item."""

    class Meta:
        model = Material
        fields = (
            "name",
            "is_main",
            "is_deferrable",
            "necessity",
            "form",
            "copies",
            "source",
            "is_shareable",
        )


class LegalBasisSerializer(BasisBase):
    """One law behind an item."""

    class Meta:
        model = LegalBasis
        fields = ("law", "article")


class FeeSerializer(FeeBase):
    """One charge of an item."""

    name = serializers.CharField(source="fee_item.name")

    class Meta:
        model = Fee
        fields = ("name", "standard")


class SpecialProcedureSerializer(ProcedureBase):
    """One published special step of an item."""

    class Meta:
        model = SpecialProcedure
        fields = ("kind", "days", "stops_statutory", "stops_promised")


class ItemSerializer(Version):
    """One line of the list. Limits are working days; `statutory_days` is null without a law."""

    code = serializers.CharField(source="offering.code")
    is_local_code = serializers.BooleanField(source="offering.item.is_local_code")
    item_type = serializers.CharField(source="offering.item.item_type")
    organ = serializers.CharField(source="organ.name")
    version = serializers.IntegerField(source="number")

    class Meta:
        model = OfferingVersion
        fields = (
            "code",
            "is_local_code",
            "name",
            "item_type",
            "organ",
            "version",
            "published_at",
            "handling",
            "statutory_days",
            "promised_days",
            "applicant_kind",
            "cross_region",
            "is_online",
            "is_at_window",
            "result_name",
            "validity_years",
            "provenance",
        )


class ItemDetailSerializer(ItemSerializer):
    """The whole guide."""

    materials = MaterialSerializer(many=True)
    legal_bases = LegalBasisSerializer(many=True)
    fees = FeeSerializer(many=True)
    special_procedures = SpecialProcedureSerializer(many=True)

    class Meta(ItemSerializer.Meta):
        fields = (
            *ItemSerializer.Meta.fields,
            "regime",
            "found_fields",
            "materials",
            "legal_bases",
            "fees",
            "special_procedures",
        )  # type: ignore[assignment]
