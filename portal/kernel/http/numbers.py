# SPDX-License-Identifier: Apache-2.0
"""Numbers out of a request: whatever somebody typed or forged, made harmless. Pure."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = re.compile(r"[0-9]{1,18}")


def whole(text: str | None) -> int | None:
    """Return the number that a request names, full-width digits included, else None.

    Eighteen digits fit every column. ``str.isdigit`` would let signs pass that ``int`` refuses.
    """
    plain = unicodedata.normalize("NFKC", (text or "")[:40]).strip()
    return int(plain) if _PLAIN.fullmatch(plain) else None


def key(text: str | None) -> int:
    """Return the row key that a request names; 0, which no row has, for anything else."""
    return whole(text) or 0
