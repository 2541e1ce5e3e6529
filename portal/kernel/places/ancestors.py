# SPDX-License-Identifier: Apache-2.0
"""Which divisions a division lies in, by its code alone (GB/T 2260 and below). Pure."""

from __future__ import annotations


def up_from(code: str) -> tuple[str, ...]:
    """Return a division and what it lies in, nearest first: village, town, county, city."""
    chain = (code[:12], code[:9], code[:6], f"{code[:4]}00")
    known = (one for one, length in zip(chain, (12, 9, 6, 6), strict=True) if len(one) == length)
    return tuple(dict.fromkeys(known))


def is_inside(code: str, outer: str) -> bool:
    """Tell whether a division lies in another one, or is it."""
    return outer in up_from(code)
