# SPDX-License-Identifier: Apache-2.0
"""What the API tells of a case: fields by name, personal data masked."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from licensing.models.case import Case
from licensing.views.pages import dues_of
from portal.kernel import clock


class DueSerializer(serializers.Serializer[Any]):
    """One running period with its proof in words."""

    kind = serializers.CharField(source="term.kind")
    name = serializers.CharField(source="label")
    limit = serializers.IntegerField(source="term.limit")
    unit = serializers.CharField(source="term.unit")
    started_on = serializers.DateField(source="term.started_on")
    due_on = serializers.DateField(source="term.due_on", allow_null=True)
    standing = serializers.CharField()
    why = serializers.CharField(source="proof.sentence")
    citation = serializers.CharField(source="term.citation")


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case in a list."""

    item = serializers.CharField(source="version.name", read_only=True)
    item_code = serializers.CharField(source="version.offering.code", read_only=True)
    organ = serializers.CharField(source="organ.name", read_only=True)
    applicant = serializers.CharField(source="applicant.masked_name", read_only=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)

    class Meta:
        model = Case
        fields: tuple[str, ...] = (
            "number",
            "item",
            "item_code",
            "organ",
            "applicant",
            "channel",
            "state",
            "state_label",
            "received_on",
            "accepted_on",
            "decided_on",
            "delivered_on",
            "is_deemed",
        )
        read_only_fields: tuple[str, ...] = fields


class CaseDetailSerializer(CaseSerializer):
    """One case with its running periods."""

    dues = serializers.SerializerMethodField()

    class Meta(CaseSerializer.Meta):
        fields = (*CaseSerializer.Meta.fields, "dues")
        read_only_fields = fields

    @extend_schema_field(DueSerializer(many=True))
    def get_dues(self, case: Case) -> Any:
        return DueSerializer(dues_of(case, clock.today()), many=True).data
