# SPDX-License-Identifier: Apache-2.0
"""Pages that span apps, as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages that span the apps."""

    name = "portal.web"
    label = "web"
    verbose_name = "门户"
    default_auto_field = "django.db.models.BigAutoField"
