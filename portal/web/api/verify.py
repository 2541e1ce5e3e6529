# SPDX-License-Identifier: Apache-2.0
"""The API behind a paper's QR."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.web.verification.facts import facts_of, token_in
from portal.web.verification.views import LIMIT


class VerificationSerializer(serializers.Serializer[object]):
    """Status, title, masked name and dates; no more."""

    status = serializers.CharField(help_text="valid, superseded, or the licence's state")
    title = serializers.CharField()
    name = serializers.CharField(help_text="masked for natural persons")
    issued_on = serializers.DateField()
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)


class VerifyView(APIView):
    """Is this paper genuine? Unknown and wrong tokens answer alike."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    limit = LIMIT

    @extend_schema(summary="证照和决定书验真", tags=["verify"], responses=VerificationSerializer)
    def get(self, request: Request, token: str) -> Response:
        """Answer what a paper's token proves, without personal data."""
        facts = facts_of(token_in(token))
        if facts is None:
            raise Http404
        return Response(VerificationSerializer(facts).data)
