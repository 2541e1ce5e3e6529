# SPDX-License-Identifier: Apache-2.0
"""How often a stranger may try. Guesses (POST) are counted in PostgreSQL, which always answers;
mere reading (GET) is counted in the cache, and in PostgreSQL too while the cache is away.

The address is kept only as a keyed digest. Guessing is slowed here; what is guessed has at
least 40 bits of its own.
"""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast

import structlog
from django.core.cache import cache
from django.db import connection, models
from django.http import HttpRequest, HttpResponse

from portal.kernel import clock
from portal.kernel.crypto import digest
from portal.kernel.errors import TooMany
from portal.kernel.retention.keeping import Keeping, deleting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

P = ParamSpec("P")
log = structlog.get_logger(__name__)

_COUNT = """
INSERT INTO kernel_attempt AS a (key, count, began_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN a.began_at < %s THEN 1 ELSE a.count + 1 END,
  began_at = CASE WHEN a.began_at < %s THEN excluded.began_at ELSE a.began_at END
RETURNING count
"""


class Attempt(models.Model):
    """How often one address tried one door since ``began_at``."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    began_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "尝试次数"
        verbose_name_plural = "尝试次数"

    def __str__(self) -> str:
        return f"{self.count}"


def counted(key: str, seconds: int) -> int:
    """Return how often a key was counted within the last seconds, counting nothing."""
    begin = clock.now() - timedelta(seconds=seconds)
    row = Attempt.objects.filter(key=digest(key), began_at__gte=begin).first()
    return row.count if row is not None else 0


def count_firmly(key: str, seconds: int) -> int:
    """Count a key once more, and return how often it was within the last seconds."""
    now = clock.now()
    begin = now - timedelta(seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [digest(key), now, begin, begin])
        return int(cursor.fetchone()[0])


def forget(key: str) -> None:
    """Count a key anew from nothing."""
    Attempt.objects.filter(key=digest(key)).delete()


def _give_back(key: str) -> None:
    """Count a key once less: it was no guess."""
    Attempt.objects.filter(key=digest(key), count__gt=0).update(count=models.F("count") - 1)


def hold(name: str, doers: Iterable[str], *, most: int, seconds: int) -> None:
    """Count an act for each of those who do it: an account, an address; raises TooMany.

    Called in the act itself, so that every door has the one limit. What is refused is not counted.
    """
    for doer in sorted(doers):
        if count_firmly(f"act:{name}:{doer}", seconds) > most:
            raise TooMany(seconds)


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from, as the proxies of ours tell it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def count_lightly(key: str, seconds: int) -> int:
    """Count a key once more in the cache, or firmly while the cache is away.

    The cache sees a digest: keys hold addresses of visitors.
    """
    kept = digest(key)
    try:
        cache.add(kept, 0, seconds)
        count = int(cache.incr(kept))
        # a cache that is away counts nothing and answers as if this were the first
        is_away = count == 1 and cache.get(kept) is None
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the cache, it has not counted
        log.warning("limit_not_counted", error=type(error).__name__)
        is_away = True
    return count_firmly(key, seconds) if is_away else count


def _give_back_lightly(key: str) -> None:
    try:
        cache.decr(digest(key))
        is_away = cache.get(digest(key)) is None
    except Exception as error:  # noqa: BLE001 - as above
        log.warning("limit_not_counted", error=type(error).__name__)
        is_away = True
    if is_away:
        _give_back(key)


KEEPING = Keeping(
    "attempt",
    lambda limit, _at: Attempt.objects.filter(began_at__lt=limit),
    deleting(Attempt.objects.all),
    least=24,  # hours: the longest that a limit counts back
)


def limited(
    name: str, most: int, seconds: int, *, wrong_only: bool = False
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Refuse (429) after ``most`` calls of an address within ``seconds``.

    ``wrong_only``: what is answered is no guess and does not count; everything is counted first, so
    that many guesses at once do not slip through.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            firmly = request.method == "POST"
            count = count_firmly if firmly else count_lightly
            give_back = _give_back if firmly else _give_back_lightly
            key = f"limit:{name}:{request.method}:{address_of(request)}"
            if count(key, seconds) > most:
                raise TooMany(seconds)
            response = view(request, *args, **kwargs)
            if wrong_only and response.status_code < 400:
                give_back(key)
            return response

        return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", counted)

    return decorate
