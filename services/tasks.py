# SPDX-License-Identifier: Apache-2.0
"""Background work of the catalogue: each task calls one action, nothing more."""

from __future__ import annotations

from celery import shared_task

from portal.kernel import clock
from services.exchange.runs import work

#: Seconds; below the time after which the broker hands a task to another worker.
LONGEST = 280


@shared_task(name="services.import_run", soft_time_limit=LONGEST - 10, time_limit=LONGEST)
def import_run(pk: int) -> None:
    """Work through a handed-in workbook."""
    work(pk=pk, at=clock.now())
