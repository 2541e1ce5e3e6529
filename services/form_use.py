# SPDX-License-Identifier: Apache-2.0
"""Asking those who keep filled-in forms whether there are any; the catalogue does not know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_KEEPERS: list[Callable[[Collection[int]], bool]] = []


def register_keeper(has_any: Callable[[Collection[int]], bool]) -> None:
    """Name a function that tells whether there are applications for items (by key)."""
    if has_any not in _KEEPERS:
        _KEEPERS.append(has_any)


def has_applications(items: Collection[int]) -> bool:
    """Tell whether somebody has applied for one of these items, be it by a draft."""
    return any(has_any(items) for has_any in _KEEPERS)
