# SPDX-License-Identifier: Apache-2.0
"""Cases over the API: a citizen's own, or those a member of staff may open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from licensing.cases.gathering import gather
from licensing.cases.models import Case
from licensing.cases.queries import at_organ, visible_to
from licensing.cases.states import CaseState
from licensing.cases.story import dues_of
from portal.kernel import clock
from portal.kernel.clients.oauth import Caller
from portal.kernel.http.access import user_of
from portal.kernel.http.rest import modified_at

# -- What the API tells of a case: fields by name, personal data masked ------------------------


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
    modified_at = serializers.DateTimeField(read_only=True, allow_null=True)

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
            "modified_at",
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
        """Open terms with their due dates."""
        return DueSerializer(dues_of(gather(case), clock.today()), many=True).data


# -- How cases can be narrowed over the API ----------------------------------------------------


class CaseFilter(django_filters.FilterSet):
    """By state and by the days of receipt."""

    state = django_filters.ChoiceFilter(choices=CaseState.choices)
    received_from = django_filters.DateFilter(field_name="received_on", lookup_expr="gte")
    received_to = django_filters.DateFilter(field_name="received_on", lookup_expr="lte")

    class Meta:
        model = Case
        fields = ("state", "received_from", "received_to")


if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.serializers import BaseSerializer

    Base = GenericViewSet[Case]
else:
    Base = GenericViewSet


@extend_schema_view(
    list=extend_schema(summary="我能看到的办件", tags=["cases"]),
    retrieve=extend_schema(
        summary="一个办件和它的期限",
        tags=["cases"],
        parameters=[OpenApiParameter("number", str, OpenApiParameter.PATH, description="办件编号")],
    ),
)
class CaseViewSet(ListModelMixin, RetrieveModelMixin, Base):
    """Cases in one's own scope; a foreign number answers 404. A system sees those of its organ."""

    client_scope = "cases:read"
    filterset_class = CaseFilter
    search_fields = ("number", "version__name", "version__offering__code")
    orderings: ClassVar = {
        "number": "number", "received_on": "received_on", "accepted_on": "accepted_on",
        "decided_on": "decided_on", "modified_at": "modified_at",
    }  # fmt: skip
    lookup_field = "number"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = Case.objects.none()

    def get_queryset(self) -> QuerySet[Case]:
        if getattr(self, "swagger_fake_view", False):
            return Case.objects.none()
        asking = self.request.auth
        if isinstance(asking, Caller):
            rows = at_organ(asking.client.organ_id)
        else:
            rows = visible_to(user_of(self.request)).exclude(number=None)
        return rows.order_by("-pk").annotate(modified_at=modified_at())

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return CaseDetailSerializer if self.action == "retrieve" else CaseSerializer
