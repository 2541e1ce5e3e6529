# SPDX-License-Identifier: Apache-2.0
"""Field encryption and the keyed digests by which encrypted values are found again.

Keys come from the environment and never live in the database or its backup. The first
key encrypts; all keys decrypt, so keys can be rotated.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _current() -> MultiFernet:
    keys: Sequence[str] = settings.FIELD_KEYS
    return _box(tuple(keys))


def encrypt(value: str) -> str:
    """Return the value sealed with the newest field key."""
    return _current().encrypt(value.encode()).decode()


def decrypt(token: str) -> str:
    """Return the sealed value; raises cryptography.fernet.InvalidToken for foreign keys."""
    return _current().decrypt(token.encode()).decode()


def digest(value: str) -> str:
    """Return the keyed digest (64 hex digits) under which a value can be searched."""
    normal = value.strip().upper().encode()
    return hmac.new(settings.DIGEST_KEY.encode(), normal, hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField[str, str]):
    """Text sealed at rest. It cannot be filtered; keep a digest beside it to search."""

    def get_prep_value(self, value: Any) -> Any:
        if value is None or value == "":
            return value
        return encrypt(str(value))

    def from_db_value(
        self, value: str | None, expression: object, connection: BaseDatabaseWrapper
    ) -> str | None:
        if value is None or value == "":
            return value
        return decrypt(value)


class EncryptedJSONField(models.Field[Any, Any]):
    """A JSON value (objects with string keys) sealed at rest as one text; ``{}`` as an empty one."""

    def get_internal_type(self) -> str:
        return "TextField"

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return value
        if value == {}:
            return ""
        return encrypt(json.dumps(value, ensure_ascii=False, sort_keys=True))

    def from_db_value(
        self, value: str | None, expression: object, connection: BaseDatabaseWrapper
    ) -> Any:
        if value is None or value == "":
            return {}
        return json.loads(decrypt(value))

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj), ensure_ascii=False, sort_keys=True)
