# SPDX-License-Identifier: Apache-2.0
"""What every page knows: is this a demo, who is here, how many letters are unread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from portal.kernel.accounts.queries import roles_of
from portal.kernel.notices.models import Notice

if TYPE_CHECKING:
    from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of the base template; queries run only when one is shown."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "demo": settings.DEMO,
        "city": settings.CITY_NAME,
        "centre_name": f"{settings.CITY_NAME}政务服务中心",
        "unread_notices": SimpleLazyObject(
            lambda: (
                Notice.objects.filter(user=user, read_at__isnull=True).count() if signed_in else 0
            )
        ),
        "staff_roles": roles_of(user) if user and signed_in else frozenset(),
    }
