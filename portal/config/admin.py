# SPDX-License-Identifier: Apache-2.0
"""Which administrator's site the portal has; named before any table is known."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Puts the portal's own admin site in the place of Django's."""

    default_site = "portal.config.admin_site.PortalAdminSite"
