# SPDX-License-Identifier: Apache-2.0
"""The kernel as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    """The kernel: what every app stands on."""

    name = "portal.kernel"
    label = "kernel"
    verbose_name = "基础"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.kernel import wiring  # noqa: PLC0415 - models are loaded only now

        wiring.connect()
        post_migrate.connect(wiring.keep_turns, sender=self)
