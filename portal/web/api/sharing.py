# SPDX-License-Identifier: Apache-2.0
"""Requests for data and consented reading over the API, for systems with the scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from portal.kernel import clock
from portal.kernel.clients.oauth import Caller
from portal.kernel.clients.rules import CONSENTED
from portal.kernel.http.access import user_of
from portal.kernel.http.rest import modified_at
from portal.kernel.sharing.consents import read_consented, sources
from portal.kernel.sharing.models import DataRequest
from portal.kernel.sharing.queries import visible_to

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Base = GenericViewSet[DataRequest]
else:
    Base = GenericViewSet


class DataRequestSerializer(serializers.ModelSerializer[DataRequest]):
    """A request without what it is about: that is read on the page, by people of both organs."""

    asker = serializers.CharField(source="asker.name", read_only=True)
    holder = serializers.CharField(source="holder.name", read_only=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)
    modified_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = DataRequest
        fields = (
            "number", "asker", "holder", "kind", "article", "matter", "matter_name", "state",
            "state_label", "ground", "asked_at", "ended_at", "modified_at",
        )  # fmt: skip
        read_only_fields = fields


@extend_schema_view(
    list=extend_schema(summary="本部门提出和收到的数据请求", tags=["data-requests"]),
    retrieve=extend_schema(
        summary="一件数据请求",
        tags=["data-requests"],
        parameters=[OpenApiParameter("number", str, OpenApiParameter.PATH, description="编号")],
    ),
)
class DataRequestViewSet(ListModelMixin, RetrieveModelMixin, Base):
    """Requests that one's own organ made or got; a foreign number answers 404."""

    client_scope = "requests:read"
    serializer_class = DataRequestSerializer
    search_fields = ("number", "matter_name")
    orderings: ClassVar = {
        "number": "number", "asked_at": "asked_at", "ended_at": "ended_at",
        "modified_at": "modified_at",
    }  # fmt: skip
    lookup_field = "number"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = DataRequest.objects.none()

    def get_queryset(self) -> QuerySet[DataRequest]:
        if getattr(self, "swagger_fake_view", False):
            return DataRequest.objects.none()
        asking = self.request.auth
        if isinstance(asking, Caller):
            organ = asking.client.organ_id
            rows = DataRequest.objects.select_related("asker", "holder")
            rows = rows.filter(Q(asker=organ) | Q(holder=organ))
        else:
            rows = visible_to(user_of(self.request))
        return rows.order_by("-pk").annotate(modified_at=modified_at())


class ConsentedSerializer(serializers.Serializer[Any]):
    """What a person lets the caller read."""

    kind = serializers.CharField()
    name = serializers.CharField()
    purpose = serializers.CharField()
    valid_to = serializers.DateField()
    rows = serializers.ListField(child=serializers.DictField())


class ConsentedView(APIView):
    """One consent, by the code that the person hands over; each read shows in the person's list."""

    client_scope = CONSENTED

    @extend_schema(
        summary="经本人授权查阅",
        tags=["consents"],
        responses={200: ConsentedSerializer},
        parameters=[
            OpenApiParameter("token", str, OpenApiParameter.PATH, description="本人给的授权码")
        ],
    )
    def get(self, request: Request, token: str) -> Response:
        """Answer the data; 404 for whatever this caller may not read, or not any more."""
        asking = request.auth
        found = (
            read_consented(token=token, client=asking.client, at=clock.now())
            if isinstance(asking, Caller)
            else None
        )
        if found is None:
            raise Http404
        body = {
            "kind": found.consent.kind,
            "name": str(sources()[found.consent.kind].label),
            "purpose": found.consent.purpose,
            "valid_to": found.consent.valid_to,
            "rows": found.rows,
        }
        answer = Response(ConsentedSerializer(body).data)
        answer["Cache-Control"] = "private, no-store"
        return answer
