# SPDX-License-Identifier: Apache-2.0
"""Tasks are named `<app>.<verb>`, and what beat pokes exists."""

from __future__ import annotations

import re

from celery.schedules import crontab
from django.apps import apps
from django.conf import settings

from portal.config.celery import app

A_DAY = 24 * 60 * 60  # seconds; what the calendar asks for, it asks for daily
LABELS = {config.label for config in apps.get_app_configs()}


def _ours() -> list[str]:
    app.loader.import_default_modules()
    return [name for name in app.tasks if not name.startswith("celery.")]


def test_every_task_is_named_after_its_app_and_a_verb() -> None:
    for name in _ours():
        label, _, verb = name.partition(".")
        assert label in LABELS, name
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", verb), name


def test_beat_pokes_only_tasks_that_exist() -> None:
    poked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert poked <= set(_ours())


def test_a_task_is_killed_before_redis_hands_it_out_again() -> None:
    handed_out_again = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT < handed_out_again


def test_a_poke_that_waited_longer_than_its_period_is_dropped() -> None:
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        every = entry["schedule"]
        period = A_DAY if isinstance(every, crontab) else every
        assert entry["options"]["expires"] <= period
