# SPDX-License-Identifier: Apache-2.0
"""Background work of the kernel: each task calls one function, nothing more."""

from __future__ import annotations

from celery import shared_task

from portal.kernel import clock
from portal.kernel.audit.verify import write_missing_digest
from portal.kernel.outbox.heartbeat import beat
from portal.kernel.outbox.relay import drain
from portal.kernel.sweeps import run_all


@shared_task(name="kernel.relay_outbox")
def relay_outbox() -> None:
    """Bring about what the outbox holds."""
    drain()


@shared_task(name="kernel.sweep")
def sweep() -> None:
    """Look for everything that has become due."""
    run_all(at=clock.now())


@shared_task(name="kernel.heartbeat")
def heartbeat() -> None:
    """Show that beat and worker are alive."""
    beat("worker")


@shared_task(name="kernel.digest")
def digest() -> None:
    """Write the digest of the day unless the sweep was faster."""
    write_missing_digest(at=clock.now())
