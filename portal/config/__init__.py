# SPDX-License-Identifier: Apache-2.0
"""Settings and start-up. Knows every app; no app imports it."""

from portal.config.celery import app as celery_app

__all__ = ["celery_app"]
