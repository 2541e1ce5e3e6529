# SPDX-License-Identifier: Apache-2.0
"""What a row said when an event was written: a change behind the journal's back shows. Pure."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The fact under which an event holds the seal of its row; it is part of the chained hash.
SEAL = "seal"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def seal_of(row: object, columns: Sequence[str]) -> str:
    """Return the seal of a row's columns: 32 hex digits of SHA-256 over names and values."""
    said = [[name, _plain(getattr(row, name))] for name in columns]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
