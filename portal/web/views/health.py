# SPDX-License-Identifier: Apache-2.0
"""Is the process alive, and can it work?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from portal.kernel import clock
from portal.kernel.deadlines.terms.models import Day
from portal.kernel.outbox.heartbeat import is_alive

if TYPE_CHECKING:
    from collections.abc import Callable

#: From this month on the next year's notice ought to be loaded.
NOTICE_MONTH = 11


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer as long as the process can answer."""
    return HttpResponse("ok", content_type="text/plain")


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _redis() -> bool:
    cache.set("readyz", "1", 5)
    return bool(cache.get("readyz") == "1")


def _sound(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, RedisError, OSError):
        return False


def calendar_warning() -> str:
    """Name the year whose holidays are missing, from November on; empty when all is well."""
    today = clock.today()
    wanted = today.year + 1 if today.month >= NOTICE_MONTH else today.year
    return "" if Day.objects.filter(date__year=wanted).exists() else f"calendar {wanted} missing"


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, Redis, migrations and the worker's heartbeat are all well."""
    checks = {
        "database": _sound(_database),
        "redis": _sound(_redis),
        "migrations": _sound(_migrations),
        "heartbeat": _sound(lambda: is_alive("worker")),
    }
    warnings = []
    if checks["database"] and checks["migrations"] and (warning := calendar_warning()):
        warnings.append(warning)
    status = 200 if all(checks.values()) else 503
    return JsonResponse({"checks": checks, "warnings": warnings}, status=status)
