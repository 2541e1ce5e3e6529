# SPDX-License-Identifier: Apache-2.0
"""Systems of other offices at the API: by a token in the header, reading only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from oauth2_provider.oauth2_backends import get_oauthlib_core
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission

from portal.kernel.clients.oauth import Caller
from portal.web.api.throttles import count_of_address, count_of_asker

if TYPE_CHECKING:
    from rest_framework.request import Request

CHALLENGE = 'Bearer realm="api", Session realm="api"'


class ClientToken(BaseAuthentication):
    """``Authorization: Bearer …``; without it somebody who signed in on a page is looked for."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Caller] | None:
        """Return nobody as the user, and the system as what asks; raises for a token of no use."""
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            return None
        is_valid, found = get_oauthlib_core().verify_request(request, scopes=[])
        if not is_valid:
            count_of_address(request)
            raise AuthenticationFailed
        return AnonymousUser(), Caller(
            found.api_client, frozenset(found.access_token.scope.split())
        )

    def authenticate_header(self, _request: Request) -> str:
        """Name both ways of saying who one is."""
        return CHALLENGE


class SignedInOrAllowed(BasePermission):
    """Somebody who signed in; or a system, where the view names the scope that lets it read."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether this may be asked at all; what one sees is narrowed by the view.

        What is refused here is counted here: the framework counts only what it lets through.
        """
        if isinstance(request.auth, Caller):
            scope = getattr(view, "client_scope", None)
            may = request.method in SAFE_METHODS and scope in request.auth.scopes
        else:
            may = bool(request.user and request.user.is_authenticated)
        if not may:
            count_of_asker(request)
        return may
