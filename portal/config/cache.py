# SPDX-License-Identifier: Apache-2.0
"""A cache that may be down: pages get slower, nothing breaks.

After one failure Redis is left alone for a few seconds, so that a frozen server costs one
time-out, not one a request. Nothing that must be true may live here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
REST = 5.0  # seconds
T = TypeVar("T")


class PatientRedisCache(RedisCache):
    """Django's Redis cache; every failure reads as "not there"."""

    _down_until = 0.0

    def _try(self, act: Callable[[], T], *, otherwise: T) -> T:
        if time.monotonic() < PatientRedisCache._down_until:
            return otherwise
        try:
            return act()
        except (RedisError, OSError) as error:
            PatientRedisCache._down_until = time.monotonic() + REST
            logger.warning("cache is away", extra={"error": type(error).__name__})
            return otherwise

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, ``default`` also while Redis is away."""
        return self._try(
            lambda: super(PatientRedisCache, self).get(key, default, version), otherwise=default
        )

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """Return what is found, nothing while Redis is away."""
        return self._try(
            lambda: super(PatientRedisCache, self).get_many(keys, version), otherwise={}
        )

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value; does nothing while Redis is away."""
        self._try(
            lambda: super(PatientRedisCache, self).set(key, value, timeout, version), otherwise=None
        )

    def set_many(
        self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[Any]:
        """Keep values and return the keys that were not kept."""
        return self._try(
            lambda: super(PatientRedisCache, self).set_many(data, timeout, version),
            otherwise=list(data),
        )

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep a value unless there is one; false while Redis is away."""
        return self._try(
            lambda: super(PatientRedisCache, self).add(key, value, timeout, version),
            otherwise=False,
        )

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give a value a new end; false while Redis is away."""
        return self._try(
            lambda: super(PatientRedisCache, self).touch(key, timeout, version), otherwise=False
        )

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Remove a value; false while Redis is away."""
        return self._try(
            lambda: super(PatientRedisCache, self).delete(key, version), otherwise=False
        )

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Tell whether there is a value; false while Redis is away."""
        return self._try(
            lambda: super(PatientRedisCache, self).has_key(key, version), otherwise=False
        )

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Count up; answers ``delta`` itself while Redis is away."""
        return self._try(
            lambda: super(PatientRedisCache, self).incr(key, delta, version), otherwise=delta
        )

    def clear(self) -> None:
        """Remove all; does nothing while Redis is away."""
        self._try(lambda: super(PatientRedisCache, self).clear(), otherwise=None)
