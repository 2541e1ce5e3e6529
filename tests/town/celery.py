# SPDX-License-Identifier: Apache-2.0
"""The portal's own Celery application, its tasks living in the time of a test town."""

from __future__ import annotations

from typing import Any

import time_machine
from celery.signals import task_postrun, task_prerun

from portal.config.celery import app
from tests.town import moving

__all__ = ["app"]

_journeys: list[time_machine.travel] = []


@task_prerun.connect
def _set_out(**_kwargs: Any) -> None:
    journey = moving.travel()
    journey.start()
    _journeys.append(journey)


@task_postrun.connect
def _come_home(task_id: str, **_kwargs: Any) -> None:
    while _journeys:
        _journeys.pop().stop()
    moving.note_done(task_id)
