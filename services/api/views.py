# SPDX-License-Identifier: Apache-2.0
"""The open catalogue API: read-only, without an account; paged, filtered, with an ETag."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters as filters
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import AllowAny
from rest_framework.viewsets import GenericViewSet

from services.api.serializers import ItemDetailSerializer, ItemSerializer
from services.items.codes import ApplicantKind, CrossRegion, Handling, ItemType
from services.items.models.item import CatalogueStamp
from services.items.models.version import OfferingVersion
from services.items.queries import published
from services.items.version_record import whole

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


# -- Answers that need not be sent again: the catalogue's stamp as the ETag of what it says ----


#: Raised with every change of what the open data says of an item.
SHAPE = "3"


def etag_of(request: HttpRequest, *_args: Any, **_kwargs: Any) -> str | None:
    """Return the ETag of an address under the catalogue as it is now (one query)."""
    stamp = CatalogueStamp.objects.values_list("stamp", flat=True).first()
    if stamp is None:
        return None
    said = f"{SHAPE} {stamp} {request.get_full_path()} {request.headers.get('Accept', '')}"
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


# -- Filters of the open catalogue API ---------------------------------------------------------


class ItemFilter(filters.FilterSet):
    """How items can be narrowed."""

    organ = filters.CharFilter(field_name="organ__name")
    item_type = filters.ChoiceFilter(
        field_name="offering__item__item_type", choices=ItemType.choices
    )
    handling = filters.ChoiceFilter(choices=Handling.choices)
    cross_region = filters.ChoiceFilter(choices=CrossRegion.choices)
    applicant_kind = filters.ChoiceFilter(choices=ApplicantKind.choices, method="serves")
    name = filters.CharFilter(lookup_expr="icontains")

    class Meta:
        model = OfferingVersion
        fields = ()

    def serves(
        self, versions: QuerySet[OfferingVersion], _name: str, value: str
    ) -> QuerySet[OfferingVersion]:
        """Items for people and firms alike serve each of them."""
        return versions.filter(applicant_kind__in=(value, ApplicantKind.BOTH))


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
    filterset_class = ItemFilter
    search_fields = ("name", "offering__code", "organ__name")
    orderings: ClassVar = {
        "code": "offering__code", "name": "name", "published_at": "published_at",
        "promised_days": "promised_days",
    }  # fmt: skip
    modified = "published_at"
    lookup_field = "offering__code"
    lookup_url_kwarg = "code"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = OfferingVersion.objects.none()

    def get_queryset(self) -> QuerySet[OfferingVersion]:
        versions = published().order_by("offering__code")
        return whole(versions) if self.action == "retrieve" else versions

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return ItemDetailSerializer if self.action == "retrieve" else ItemSerializer
