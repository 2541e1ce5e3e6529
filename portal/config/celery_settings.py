# SPDX-License-Identifier: Apache-2.0
"""Celery's settings. Must hold: hard limit < visibility time-out, and no ETA longer than it."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

VISIBILITY_TIMEOUT = 300  # s until Redis hands an unacknowledged task to another worker

CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_ENABLE_UTC = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 700_000  # kB; WeasyPrint holds what it once took
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "health_check_interval": 25,
}
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}

# beat only pokes; each sweep asks the database what is due, so two beats or none cost time, not truth
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "relay": {"task": "kernel.relay_outbox", "schedule": 10.0, "options": {"expires": 10}},
    "heartbeat": {"task": "kernel.heartbeat", "schedule": 30.0, "options": {"expires": 30}},
    "sweep": {"task": "kernel.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "digest": {
        "task": "kernel.digest",
        "schedule": crontab(hour=0, minute=30),
        "options": {"expires": 3600},
    },
}
