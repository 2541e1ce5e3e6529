# SPDX-License-Identifier: Apache-2.0
"""Which items concern public safety, health or life and property (行政许可法 12(1), 78, 79).

The law leaves it to the item; where a record does not say, its name decides by the words in
``data/safety_words.json``, a rule of the city's own.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "safety_words.json"


@cache
def _words() -> tuple[frozenset[str], tuple[str, ...]]:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return frozenset(data["item_types"]), tuple(data["words"])


def concerns_safety(item_type: str, name: str) -> bool:
    """Tell whether an item's name says that it concerns safety."""
    types, words = _words()
    return item_type in types and any(word in name for word in words)
