# SPDX-License-Identifier: Apache-2.0
"""Materials that show sensitive personal information, told by their names."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

SENSITIVE_PAPERS = Path(__file__).parents[1] / "data" / "sensitive_papers.json"


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    return tuple(json.loads(SENSITIVE_PAPERS.read_text(encoding="utf-8"))["words"])


def is_sensitive(name: str) -> bool:
    """Tell whether a material of this name shows who somebody is, or how healthy (GB/T 45574)."""
    return any(word in name for word in _words())
