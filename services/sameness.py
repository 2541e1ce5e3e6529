# SPDX-License-Identifier: Apache-2.0
"""Whether two levels say the same, whatever the blanks, widths and order. Pure."""

from __future__ import annotations

from services.levels import EMPTY
from services.text import squeeze


def _plain(value: object) -> object:
    """One shape for comparing: blanks and widths do not make a difference."""
    if isinstance(value, str):
        return squeeze(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if one not in EMPTY}
    return value


def _basis(value: object) -> object:
    plain = _plain(value)
    return sorted(map(str, plain)) if isinstance(plain, list) else plain


def is_same(key: str, mine: object, theirs: object) -> bool:
    """Tell whether a field of two rows says the same; the order of legal bases does not count."""
    if key == "legal_basis":
        return _basis(mine) == _basis(theirs)
    return _plain(mine) == _plain(theirs)
