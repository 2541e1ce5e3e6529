# SPDX-License-Identifier: Apache-2.0
"""The first page of the API: what there is, each with its address."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

#: Route names by what they give; those that need a token or a code stand in the schema.
DOORS = {
    "items": "services_api:item-list",
    "catalogue": "services_api:catalogue_linked",
    "cases": "licensing_api:case-list",
    "complaints": "complaints_api:complaint-list",
    "data_requests": "web_api:data-request-list",
    "deadline": "web_api:deadline",
    "schema": "schema",
}

SCHEMA = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}


class RootView(APIView):
    """Where to begin. Everything else is found from here and from the schema."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @extend_schema(
        summary="接口目录",
        tags=["root"],
        responses={200: SCHEMA},
    )
    def get(self, request: Request) -> Response:
        """Answer the addresses that the API begins with."""
        doors = {name: request.build_absolute_uri(reverse(route)) for name, route in DOORS.items()}
        return Response(doors)
