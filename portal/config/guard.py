# SPDX-License-Identifier: Apache-2.0
"""The last look before production answers its first request."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection

from portal.config.env import BadEnvironment
from portal.kernel.accounts.models import User


def refuse_the_owners_role() -> None:
    """Raise BadEnvironment when production's web server could rewrite the journal."""
    if not settings.PRODUCTION:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege(current_user, 'kernel_event', 'TRUNCATE')")
            (may_rewrite,) = cursor.fetchone()
    except DatabaseError:
        return  # not reachable or not migrated yet: /readyz says so
    if may_rewrite:
        raise BadEnvironment(
            "一窗 does not start: the role in DATABASE_URL owns the tables. Give the owner's address"
            " as DATABASE_OWNER_URL to `migrate` alone and another role's as DATABASE_URL"
            " (docs/deployment.md, Two roles)."
        )


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
