# SPDX-License-Identifier: Apache-2.0
"""How much an act does, in numbers that are the same on a slow and on a busy machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def calls_of(act: Callable[[], object]) -> int:
    """Return how many functions are called meanwhile, those written in C among them."""
    count = 0

    def note(_frame: object, event: str, _told: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(before)
    return count
