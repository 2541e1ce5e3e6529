# SPDX-License-Identifier: Apache-2.0
"""Celery: a bell that makes the outbox and the sweeps happen sooner; never the truth."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")

app = Celery("yichuang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
