# SPDX-License-Identifier: Apache-2.0
"""The catalogue as linked data (CPSV-AP), page by page, and the whole row of an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import condition
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.kernel.http.rest import Pages
from services.api.views import etag_of
from services.exchange.linked import catalogue_document, item_document
from services.items.queries import published
from services.items.rows import row_of
from services.items.version_record import record_of, whole

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from services.items.models.version import OfferingVersion

PAGE = OpenApiParameter("page", int, description="页码，从1起")
CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, description="事项编码")


class LinkedPages(Pages):
    """Pages of one size, as their links name no other."""

    page_size = 100
    page_size_query_param = ""


class LinkedData(JSONRenderer):
    """JSON-LD, whatever the visitor says that he takes."""

    media_type = "application/ld+json"


def _versions() -> QuerySet[OfferingVersion]:
    return whole(published()).order_by("offering__code")


@method_decorator(condition(etag_func=etag_of), name="dispatch")
class Linked(APIView):
    """Open to everybody; an ETag tells whether anything changed since."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    renderer_classes = (LinkedData, JSONRenderer)


class LinkedItem(Linked):
    """One item as a cpsv:PublicService."""

    @extend_schema(
        summary="一个事项（CPSV-AP）",
        tags=["items"],
        parameters=[CODE],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, code: str) -> Response:
        """Answer one item as CPSV-AP in JSON-LD."""
        version = _versions().filter(offering__code=code).first()
        if version is None:
            raise Http404
        base = settings.PUBLIC_URL.rstrip("/")
        return Response(item_document(row_of(record_of(version)), base))


class LinkedCatalogue(Linked):
    """A page of the whole catalogue as a dcat:Catalog."""

    @extend_schema(
        summary="事项目录（CPSV-AP）",
        tags=["items"],
        parameters=[PAGE],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """Answer the whole catalogue as CPSV-AP in JSON-LD."""
        base = settings.PUBLIC_URL.rstrip("/")
        pages = LinkedPages()
        versions = pages.paginate_queryset(_versions(), request, view=self) or []
        page = cast("Page[OfferingVersion]", pages.page)
        here = f"{base}{request.path}?page="
        links: dict[str, Any] = {"total": page.paginator.count, "first": f"{here}1"}
        if page.has_previous():
            links["previous"] = f"{here}{page.previous_page_number()}"
        if page.has_next():
            links["next"] = f"{here}{page.next_page_number()}"
        links["last"] = f"{here}{page.paginator.num_pages}"
        rows = [row_of(record_of(version)) for version in versions]
        title = _("%(city)s政务服务事项") % {"city": settings.CITY_NAME}
        return Response(catalogue_document(rows, base, title=title, links=links))
