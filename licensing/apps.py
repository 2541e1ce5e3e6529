# SPDX-License-Identifier: Apache-2.0
"""Licensing as a Django app."""

from django.apps import AppConfig


class LicensingConfig(AppConfig):
    """The case from application to delivery."""

    name = "licensing"
    verbose_name = "办件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from licensing import wiring  # noqa: PLC0415 - models are loaded only now

        wiring.connect()
