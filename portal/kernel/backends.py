# SPDX-License-Identifier: Apache-2.0
"""Who one is, by name and password; what one may do with an object, by grants with days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend
from guardian.backends import ObjectPermissionBackend, check_support

from portal.kernel.accounts.grants import DatedChecker
from portal.kernel.accounts.models import User
from portal.kernel.accounts.queries import meant_by
from portal.kernel.prepared.reading import Reading

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


_user = Reading(
    "user",
    {"user": "bigint"},
    lambda user: User.objects.filter(pk=user).select_related("staff"),
)


#: Accounts whose passwords are compared: comparing takes long.
MOST_MEANT = 5


class LowerCaseBackend(ModelBackend):
    """People sign in by name, phone or ID number, written in any way."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or password is None:
            return None
        found = list(meant_by(username)[:MOST_MEANT])
        for user in found:
            if user.check_password(password) and self.user_can_authenticate(user):
                return user
        if not found:
            User().set_password(password)  # takes as long as comparing one
        return None

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session with the post that nearly every page asks about."""
        user = _user.first(user=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class GrantBackend(ObjectPermissionBackend):
    """Guardian's answer to ``user.has_perm(perm, obj)``, by the grants that are in force today."""

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Tell whether the user holds the permission on the object today; without one, never."""
        app, _dot, codename = perm.rpartition(".")
        held = self.get_all_permissions(user_obj, obj)
        return codename in held and obj is not None and app in ("", obj._meta.app_label)

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        """Return the names of what the user may do with the object today."""
        if obj is None:
            return set()
        supported, user = check_support(user_obj, obj)
        return set(DatedChecker(user).get_perms(obj)) if supported else set()

    def get_group_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        """Return none: groups hold no grants, their tables have no days."""
        return set()
