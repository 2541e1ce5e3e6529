# SPDX-License-Identifier: Apache-2.0
"""The description of the API: beside what each address gives, every error that it may answer."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from portal.kernel.clients.rules import SCOPES
from portal.kernel.http.problem_json import MEDIA_TYPE, TITLES
from portal.kernel.http.rest import KEY_HEADER

RETRY = {"Retry-After": {"schema": {"type": "integer"}, "description": "多少秒后可以再试"}}
SCHEME = {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "怎样登录"}}
HEADERS = {401: SCHEME, 409: RETRY, 429: RETRY, 503: RETRY}


class TokenDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a system of an office gets its token; read by the framework."""

    target_class = "portal.web.api.tokens.ClientToken"
    name = "clientToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the one flow there is, and what can be asked for."""
        scopes = {name: str(told) for name, told in SCOPES.items()}
        flow = {"tokenUrl": reverse("token"), "scopes": scopes}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}

    def get_security_requirement(self, auto_schema: Any) -> dict[str, Any] | list[Any]:
        """Name the scope that the address asks for; none where no system is let in."""
        scope = getattr(auto_schema.view, "client_scope", None)
        return {self.name: [scope]} if scope and auto_schema.method == "GET" else []


class WrongInputSerializer(serializers.Serializer[Any]):
    """One wrong input."""

    field = serializers.CharField(help_text="字段的路径，如 lines.0.name；与整体有关的为空")
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """An error as RFC 9457 has it."""

    type = serializers.CharField(help_text="about:blank，或者 urn:problem-type:yichuang: 加代码")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="可以直接给人看的一句话")
    instance = serializers.CharField(help_text="请求的地址")
    code = serializers.CharField(required=False)
    errors = WrongInputSerializer(many=True, required=False)  # type: ignore[assignment]  # so named


class Schema(AutoSchema):
    """What the framework finds, and the portal's own rules that hold for every address."""

    def get_override_parameters(self) -> list[Any]:
        """Name the key of a retry, and where a new thing lies."""
        found = list(super().get_override_parameters())
        if self.method == "POST":
            told = "同一件事重发时用同一个编号：第二次得到第一次的结果，不会办两遍"
            found += [
                OpenApiParameter(KEY_HEADER, str, OpenApiParameter.HEADER, description=told),
                OpenApiParameter(
                    "Location", str, OpenApiParameter.HEADER, response=[201],
                    description="新建的这一件的地址",
                ),
            ]  # fmt: skip
        return found

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        found = super()._get_response_bodies(direction)
        if direction == "response":
            shape = self.resolve_serializer(ProblemSerializer, "response").ref
            for status in self._refusals():
                found[str(status)] = {
                    "description": str(TITLES[status]),
                    "content": {MEDIA_TYPE: {"schema": shape}},
                    **({"headers": HEADERS[status]} if status in HEADERS else {}),
                }
        return found

    def _refusals(self) -> list[int]:
        """Return the statuses of the errors that this address may answer."""
        is_act = self.method not in ("GET", "HEAD", "OPTIONS")
        parameters = self._get_parameters()
        # A control character is refused wherever it stands in an address.
        found = {400, 406, 429, 500, 503}
        if "{" in self.path or any(one["name"] == "page" for one in parameters):
            found.add(404)
        if self.get_auth() and {} not in self.get_auth():
            found.add(401)
        if is_act:
            found |= {403, 409, 413, 415}
        return sorted(found)
