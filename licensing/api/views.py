# SPDX-License-Identifier: Apache-2.0
"""Cases over the API: a citizen's own, or those a member of staff may open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from licensing.api.filters import CaseFilter
from licensing.api.serializers import CaseDetailSerializer, CaseSerializer
from licensing.models.case import Case
from licensing.queries import visible_to
from portal.kernel.http.access import user_of

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
    """Cases in one's own scope; a foreign number answers 404."""

    filterset_class = CaseFilter
    lookup_field = "number"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = Case.objects.none()

    def get_queryset(self) -> QuerySet[Case]:
        if getattr(self, "swagger_fake_view", False):
            return Case.objects.none()
        return visible_to(user_of(self.request)).exclude(number=None).order_by("-pk")

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return CaseDetailSerializer if self.action == "retrieve" else CaseSerializer
