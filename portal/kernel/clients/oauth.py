# SPDX-License-Identifier: Apache-2.0
"""What the OAuth library asks the portal: is this system still let in, and what may it read?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes

from portal.kernel import clock
from portal.kernel.clients.models import ApiClient
from portal.kernel.clients.rules import SCOPES

if TYPE_CHECKING:
    from oauth2_provider.models import Application


@dataclass(frozen=True)
class Caller:
    """A system that asks, and the scopes of the token that it asks with."""

    client: ApiClient
    scopes: frozenset[str]


def client_of(application: Application | None) -> ApiClient | None:
    """Return the system behind a registration while it is let in, else None."""
    if application is None:
        return None
    return (
        ApiClient.objects.filter(
            application=application.pk, ended_at__isnull=True, valid_to__gte=clock.today()
        )
        .select_related("organ")
        .first()
    )


class Scopes(BaseScopes):
    """Each system has the scopes that it was given; it may ask for fewer."""

    def get_all_scopes(self) -> dict[str, Any]:
        """Return every scope with what it means."""
        return dict(SCOPES)

    def get_available_scopes(
        self, application: Application | None = None, request: Any = None, *args: Any, **more: Any
    ) -> list[str]:
        """Return what a system may ask for."""
        client = client_of(application)
        return list(client.scopes) if client is not None else []

    def get_default_scopes(
        self, application: Application | None = None, request: Any = None, *args: Any, **more: Any
    ) -> list[str]:
        """Return what a system gets that names nothing."""
        return self.get_available_scopes(application)


class Validator(OAuth2Validator):
    """The library's checks, for systems that are still let in."""

    def authenticate_client(self, request: Any, *args: Any, **more: Any) -> bool:
        """Tell whether number and secret are right, and the system is let in."""
        is_right = super().authenticate_client(request, *args, **more)
        return bool(is_right) and client_of(request.client) is not None

    def validate_bearer_token(self, token: str, scopes: Any, request: Any) -> bool:
        """Tell whether a token is in force; its system is left in ``request.api_client``."""
        if not super().validate_bearer_token(token, scopes, request):
            return False
        request.api_client = client_of(request.client)
        return request.api_client is not None
