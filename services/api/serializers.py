# SPDX-License-Identifier: Apache-2.0
"""What the open catalogue API tells of an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from services.items.models.charges import Fee
from services.items.models.parts import LegalBasis, Material, SpecialProcedure
from services.items.models.version import OfferingVersion
from services.items.rows import row_of
from services.items.version_record import record_of
from services.situations import tree
from services.situations.queries import questions_of
from services.tables.models import FormField
from services.tables.queries import fields_of

if TYPE_CHECKING:
    Version = serializers.ModelSerializer[OfferingVersion]
    MaterialBase = serializers.ModelSerializer[Material]
    BasisBase = serializers.ModelSerializer[LegalBasis]
    FeeBase = serializers.ModelSerializer[Fee]
    ProcedureBase = serializers.ModelSerializer[SpecialProcedure]
    LineBase = serializers.ModelSerializer[FormField]
else:
    Version = MaterialBase = BasisBase = FeeBase = ProcedureBase = LineBase = (
        serializers.ModelSerializer
    )


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


class FormLineSerializer(LineBase):
    """One line of the item's own application form."""

    class Meta:
        model = FormField
        fields = ("code", "label", "kind", "is_required", "help", "choices")


class ItemDetailSerializer(ItemSerializer):
    """The whole guide: as data of its own, and as the row of a catalogue file."""

    materials = MaterialSerializer(many=True)
    legal_bases = LegalBasisSerializer(many=True)
    fees = FeeSerializer(many=True)
    special_procedures = SpecialProcedureSerializer(many=True)
    questions = serializers.SerializerMethodField()
    form = serializers.SerializerMethodField()
    guide = serializers.SerializerMethodField()

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_questions(self, version: OfferingVersion) -> Any:
        """Return the questions about the applicant's situation, which pick the materials."""
        return tree.write(questions_of(version.pk))

    @extend_schema_field(FormLineSerializer(many=True))
    def get_form(self, version: OfferingVersion) -> Any:
        """Return the lines of the item's own form."""
        return FormLineSerializer(fields_of(version.offering.item_id), many=True).data

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_guide(self, version: OfferingVersion) -> Any:
        """Return all that the guide says, under the names of the catalogue's files."""
        return row_of(record_of(version))

    class Meta(ItemSerializer.Meta):
        fields = (
            *ItemSerializer.Meta.fields,
            "regime",
            "found_fields",
            "materials",
            "legal_bases",
            "fees",
            "special_procedures",
            "questions",
            "form",
            "guide",
        )  # type: ignore[assignment]
