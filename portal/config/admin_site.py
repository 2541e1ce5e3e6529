# SPDX-License-Identifier: Apache-2.0
"""The administrator's site stands behind the same door and second factor as every desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from portal.kernel.accounts.queries import roles_of
from portal.kernel.backends import KEPT

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.kernel.accounts.models import User


class PortalAdminSite(AdminSite):
    """Reference data only; its own password form would go round the second factor."""

    site_header = "一窗"
    site_title = "一窗"
    index_title = "基础资料"

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether one may enter: a role that keeps something here, signed in with the second factor where it is asked."""
        user: User | AnonymousUser = request.user
        if not user.is_authenticated or not user.is_active:
            return False
        is_keeper = user.is_superuser or bool(set(KEPT) & roles_of(user))
        verified = bool(getattr(user, "is_verified", bool)())
        return is_keeper and (verified or not settings.STAFF_TOTP_REQUIRED)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send people to the portal's own sign-in, which asks the second factor."""
        del extra_context
        target = request.GET.get("next", reverse("admin:index"))
        return HttpResponseRedirect(f"{reverse('web:login')}?{urlencode({'next': target})}")
