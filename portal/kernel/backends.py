# SPDX-License-Identifier: Apache-2.0
"""Sign-in by name and password, names in lower case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend

from portal.kernel.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


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

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session with the post that nearly every page asks about."""
        rows = User.objects.select_related("staff")
        user = rows.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
