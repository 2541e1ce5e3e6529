# SPDX-License-Identifier: Apache-2.0
"""The catalogue as a Django app."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = "事项库"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.kernel.checks import register_aggregate  # noqa: PLC0415 - models load first
        from services.models import Offering  # noqa: PLC0415 - models are loaded only now
        from services.states import MACHINE  # noqa: PLC0415 - registers itself once

        register_aggregate(MACHINE, Offering)
