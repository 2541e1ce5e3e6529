# SPDX-License-Identifier: Apache-2.0
"""The last look before production answers its first request."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError

from portal.config.env import BadEnvironment
from portal.kernel.accounts.models import User


def refuse_demo_accounts() -> None:
    """Raise BadEnvironment when the database holds accounts whose passwords are printed in public."""
    if settings.DEMO:
        return
    try:
        names = list(
            User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True)[:5]
        )
    except DatabaseError:
        return  # not reachable or not migrated yet: /readyz says so, and no account can sign in
    if names:
        raise BadEnvironment(
            f"一窗 does not start: demo accounts in the database ({', '.join(names)} …)."
            " Production needs a database without the demo city."
        )
