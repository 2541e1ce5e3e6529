# SPDX-License-Identifier: Apache-2.0
"""The open catalogue API: read-only, without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import AllowAny
from rest_framework.viewsets import GenericViewSet

from services.api.etags import etag_of
from services.api.filters import ItemFilter
from services.api.pages import Pages
from services.api.serializers import ItemDetailSerializer, ItemSerializer
from services.items.models.version import OfferingVersion
from services.items.queries import published, with_contents

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.serializers import BaseSerializer

    Base = GenericViewSet[OfferingVersion]
else:
    Base = GenericViewSet


@extend_schema_view(
    list=extend_schema(summary="公布中的事项", tags=["items"]),
    retrieve=extend_schema(
        summary="一个事项的办事指南",
        tags=["items"],
        parameters=[OpenApiParameter("code", str, OpenApiParameter.PATH, description="事项编码")],
    ),
)
@method_decorator(condition(etag_func=etag_of), name="dispatch")
class ItemViewSet(ListModelMixin, RetrieveModelMixin, Base):
    """Items that can be applied for now; an ETag tells whether anything changed since."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    pagination_class = Pages
    filter_backends = (DjangoFilterBackend,)
    filterset_class = ItemFilter
    lookup_field = "offering__code"
    lookup_url_kwarg = "code"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = OfferingVersion.objects.none()

    def get_queryset(self) -> QuerySet[OfferingVersion]:
        versions = published().order_by("offering__code")
        return with_contents(versions) if self.action == "retrieve" else versions

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return ItemDetailSerializer if self.action == "retrieve" else ItemSerializer
