# SPDX-License-Identifier: Apache-2.0
"""What the API takes and tells of a complaint."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from complaints.models.complaint import AppealKind, Complaint


class ComplaintSerializer(serializers.ModelSerializer[Complaint]):
    """A complaint as its owner or its handler sees it."""

    organ = serializers.CharField(source="organ.name", read_only=True, allow_null=True)
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)

    class Meta:
        model = Complaint
        fields = (
            "number", "kind", "kind_label", "title", "state", "state_label", "organ", "filed_at",
            "answer", "answered_at",
        )  # fmt: skip
        read_only_fields = fields


class NewComplaintSerializer(serializers.Serializer[Any]):
    """What a complainant sends."""

    kind = serializers.ChoiceField(choices=AppealKind.choices)
    title = serializers.CharField(max_length=100)
    text = serializers.CharField(max_length=4000)
    case = serializers.CharField(max_length=30, required=False, allow_blank=True)
    contact_name = serializers.CharField(max_length=50, required=False, allow_blank=True)
    contact_phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
