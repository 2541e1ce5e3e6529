# SPDX-License-Identifier: Apache-2.0
"""Which formats an editor may give a field: characters and how often, never what can hang. Pure.

A pattern is a row of parts without groups or choices, each a character, a class in brackets or
an escape, with a count behind it. At most two parts may be open-ended, and the parts may share
the letters out in so many ways only that two hundred letters are judged within milliseconds,
whatever somebody types.
"""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.form_rules import LONGEST

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_ATOM = r"(?:\[\^?[^\]\[\\]+\]|\\[dDwWsS.\-\[\](){}+*?|^$/\\]|[^\\\[\](){}+*?|^$.])"
_COUNT = r"(?:\{[0-9]{1,3}(?:,[0-9]{0,3})?\}|[?+*])?"
_PARTS = re.compile(rf"({_ATOM})({_COUNT})")
_WHOLE = re.compile(rf"(?:{_ATOM}{_COUNT})+")
#: Parts without an upper bound, or with one so high that it is as good as none.
MOST_OPEN, HIGH = 2, 40
#: Ways to share the letters of a value out among the parts.
MOST_WAYS = 250_000


def _is_open(count: str) -> bool:
    if count in ("+", "*"):
        return True
    upper = count.strip("{}").rpartition(",")[2]
    return count.startswith("{") and (not upper or int(upper) > HIGH)


def _ways(count: str) -> int:
    """Return how many lengths a part may have, as far as a value reaches."""
    if count in ("", "?"):
        return len(count) + 1
    lower, comma, upper = count.strip("{}").partition(",")
    if count in ("+", "*") or (comma and not upper):
        return LONGEST
    return max(min(int(upper or lower), LONGEST) - int(lower), 0) + 1


def wrong_with_pattern(pattern: str) -> StrOrPromise:
    """Return why a pattern cannot be used, in one sentence; empty when it can."""
    if not pattern:
        return ""
    if not _WHOLE.fullmatch(pattern):
        return _("格式只能一段接一段地写，例如 [0-9]{1,6} 或 [0-9A-Z]{18}，不能用括号和“或”。")
    counts = [count for _atom, count in _PARTS.findall(pattern)]
    if sum(map(_is_open, counts)) > MOST_OPEN:
        return _("格式里没有上限的段最多两段，其余的请写明最多几个字。")
    if prod(map(_ways, counts)) > MOST_WAYS:
        return _("格式里长短不定的段太多，请把每段几个字写得更准。")
    try:
        re.compile(pattern)
    except re.error:
        return _("这个格式读不懂，请对照例子再写。")
    return ""
