# SPDX-License-Identifier: Apache-2.0
"""Values that forms do not expect, and traces that none of them may leave on a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

#: Markup that a page must show as text; each stands in many inputs.
MARKUP = (
    "<script>told()</script>",
    '"><img src=x onerror=told()>',
    "'><svg onload=told()>",
    "</textarea><script>told()</script>",
    "</title><script>told()</script>",
    "{{ 7|add:7 }}{% debug %}",
    "javascript:told()",
)
#: What of it would be alive on a page.
ALIVE = ("<script>told", "<img src=x onerror", "<svg onload=told")

NUMBERS = (
    "-1", "0", "1", "2", "1.5", "1e309", "NaN", "Infinity", "0x10", "2147483648", "9223372036854775807",
    "9223372036854775808", "9" * 30, "9" * 5000, "０１２３", "①", "٣", "½", "1_000", "+5", " 7 ", "true",
)  # fmt: skip
DATES = (
    "0000-00-00", "0001-01-01", "1899-12-31", "2026-02-29", "2026-02-30", "2026-3-2", "2026-13-01",
    "9999-12-31", "10000-01-01", "２０２６-０３-０２", "02/03/2026", "2026-03-02T25:61", "2026-03-02T10:00+99:99",
    "2026-03-02", "2026-03-03",
)  # fmt: skip
SIGNS = (
    "", " ", "\x00", "甲\x00乙", "\x07\x1b[31m", "\u200b\u202e\ufeff", "\ue000\ufffe", "\r\nSet-Cookie: told=1",
    "👨‍👩‍👧‍👦🏠", "𠮷㐂", "ａｂｃ１２３", "　", "ｱ", "é" + "\u0301" * 50, "%", "%s%n%(x)s", "%00", "\\", "'", '"',
    "' OR 1=1 --", "../../etc/passwd", "..%2f", "//example.org/", "https://example.org/", "=1+1", "@SUM(A1)",
)  # fmt: skip
LONG = ("长" * 300, "a" * 5000, "长" * 70_000, "、".join("词" * 3 for _n in range(2000)))
SHAPES = ("[]", "{}", "null", '{"a":' * 30, "[" * 2000, '["a"]', json.dumps({"state": "issued"}))
PEOPLE = (
    "512000199001011235", "51200019900101123X", "92512000MAT0T00085", "91512002MAT0T00160", "13800132046",
    "+86 138-0013-2046", "12345", "alice", "wang", "ALICE", "5120-20260302-9999", "5120-20260302-0001",
)  # fmt: skip
_KINDS = (MARKUP, NUMBERS, DATES, SIGNS, LONG, SHAPES, PEOPLE)
_SHORT_KINDS = (MARKUP, NUMBERS, DATES, SIGNS, PEOPLE)


def odd(random: Random) -> str:
    """Return a value that an input does not expect."""
    return random.choice(random.choice(_KINDS))


def odd_part(random: Random) -> str:
    """Return a value for a part of an address: short enough for a line of a request."""
    return random.choice(random.choice(_SHORT_KINDS))[:60] or "-"
