# SPDX-License-Identifier: Apache-2.0
"""Sign-in by name and password, names in lower case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portal.kernel.accounts.models import User


class LowerCaseBackend(ModelBackend):
    """People type their name in any case."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        name = username.lower() if username else username
        return super().authenticate(request, username=name, password=password, **kwargs)
