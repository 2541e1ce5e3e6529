# SPDX-License-Identifier: Apache-2.0
"""Complaints as a Django app."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Complaints, ratings, cards and supervision."""

    name = "complaints"
    verbose_name = "诉求与评价"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from complaints import wiring  # noqa: PLC0415 - models are loaded only now

        wiring.connect()
