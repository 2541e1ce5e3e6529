# SPDX-License-Identifier: Apache-2.0
"""Who asks over the API, and how somebody unknown is told to say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.authentication import SessionAuthentication

if TYPE_CHECKING:
    from rest_framework.request import Request


class Session(SessionAuthentication):
    """The session of somebody who signed in on a page; without one the answer is 401."""

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme; without a name the framework would answer 403."""
        return 'Session realm="api"'
