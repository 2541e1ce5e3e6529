# SPDX-License-Identifier: Apache-2.0
"""Credit as a Django app."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """Who can be trusted."""

    name = "credit"
    verbose_name = "信用"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from credit import wiring  # noqa: PLC0415 - models are loaded only now

        wiring.connect()
