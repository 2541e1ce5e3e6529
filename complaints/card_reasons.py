# SPDX-License-Identifier: Apache-2.0
"""What is no reason for a refusal. Data in ``data/``; pure."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING

from complaints.card_rules import DATA

if TYPE_CHECKING:
    pass

_SIGNS = re.compile(r"[\W_]+")


@cache
def _empty() -> tuple[tuple[str, ...], int]:
    data = json.loads((DATA / "empty_reasons.json").read_text(encoding="utf-8"))
    return tuple(sorted(data["words"], key=len, reverse=True)), data["fewest_letters"]


def is_no_reason(text: str) -> bool:
    """Tell whether a text says nothing once the stock phrases are taken out of it."""
    words, fewest = _empty()
    left = _SIGNS.sub("", text)
    for word in words:
        left = left.replace(word, "")
    return len(left) < fewest
