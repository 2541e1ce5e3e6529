# SPDX-License-Identifier: Apache-2.0
"""The deadline calculator over the API."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.kernel.deadlines.holidays import calendars
from portal.kernel.deadlines.proof.answers import answered
from portal.web.api.serializers import DeadlineSerializer
from portal.web.calculator.form import DeadlineForm
from portal.web.calculator.views import LIMIT


def _parameters() -> list[OpenApiParameter]:
    return [
        OpenApiParameter(
            name, str, required=name in ("start", "limit"), description=str(field.label)
        )
        for name, field in DeadlineForm.base_fields.items()
    ]


class DeadlineView(APIView):
    """By which day, and why? For everyone; wrong input is named per field."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    limit = LIMIT

    @extend_schema(
        summary="计算期限",
        tags=["deadline"],
        parameters=_parameters(),
        responses=DeadlineSerializer,
    )
    def get(self, request: Request) -> Response:
        """Answer the due date of one term with its proof."""
        form = DeadlineForm(request.query_params)
        form.refuse()
        if form.unknown is not None:
            raise form.unknown
        return Response(answered(form.asked, calendars.current()))
