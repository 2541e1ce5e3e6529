# SPDX-License-Identifier: Apache-2.0
"""Who one is, by name and password; what one may do with an object, by grants with days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from guardian.backends import ObjectPermissionBackend, check_support

from portal.kernel.accounts.grants import DatedChecker
from portal.kernel.accounts.models import User
from portal.kernel.accounts.queries import meant_by, roles_of
from portal.kernel.accounts.words import Role
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


def _all(app: str, acts: tuple[str, ...], *models: str) -> frozenset[str]:
    return frozenset(f"{app}.{act}_{model}" for act in acts for model in models)


_LOOK, _KEEP = ("view",), ("view", "add", "change")
#: What a role keeps on the administrator's site; states and cases are on none.
KEPT: dict[str, frozenset[str]] = {
    Role.SYSTEM_ADMIN: _all("kernel", _KEEP, "division", "organ", "centre", "window")
    | _all("kernel", (*_KEEP, "delete"), "openinghours")
    | _all("kernel", _LOOK, "cityrule", "day"),
    Role.EDITOR: _all(
        "services", _LOOK, "feeitem", "deferralexclusion", "offeringversion", "material", "legalbasis", "specialprocedure",
        "jointpart", "bundle", "bundlemember", "serviceitem", "offering", "listeditem",
    ),
}  # fmt: skip


class RoleBackend(BaseBackend):
    """What one may do on the administrator's site, by the roles that one holds today."""

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        """Return the permissions of the user's roles; none on one object."""
        if obj is not None or not isinstance(user_obj, User):
            return set()
        return {one for role in roles_of(user_obj) for one in KEPT.get(role, ())}

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Tell whether one keeps anything of an app."""
        return any(one.startswith(f"{app_label}.") for one in self.get_all_permissions(user_obj))
