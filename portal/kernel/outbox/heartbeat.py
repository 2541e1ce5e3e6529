# SPDX-License-Identifier: Apache-2.0
"""Signs of life: rows written by the worker, read by ``/readyz``."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from portal.kernel import clock

#: A beat and worker that wrote nothing for this long are taken for dead.
STALE_AFTER = timedelta(minutes=2)


class Heartbeat(models.Model):
    """When a named process was last seen alive."""

    name = models.CharField(max_length=40, primary_key=True)
    beaten_at = models.DateTimeField()

    class Meta:
        verbose_name = "心跳"
        verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return self.name


def beat(name: str) -> None:
    """Note that a process is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beaten_at": clock.now()})


def is_alive(name: str) -> bool:
    """Tell whether the process was seen within the last two minutes."""
    return Heartbeat.objects.filter(name=name, beaten_at__gte=clock.now() - STALE_AFTER).exists()
