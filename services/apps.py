# SPDX-License-Identifier: Apache-2.0
"""The catalogue as a Django app."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """The catalogue of government services."""

    name = "services"
    verbose_name = "事项库"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from services.wiring import connect  # noqa: PLC0415 - models are loaded only now

        connect()
