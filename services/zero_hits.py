# SPDX-License-Identifier: Apache-2.0
"""Which questions without an answer may be counted: never what could name a person. Pure."""

from __future__ import annotations

import re

from services.text import has_control, squeeze

LEAST, MOST = 2, 40
#: Numbers of people, phones, cases and cars; addresses of mail and pages.
_PERSONAL = re.compile(r"[0-9]{5,}|@|://|www\.|[京津冀渝川贵云粤沪苏浙皖鲁豫鄂湘][a-z][0-9a-z]{5}")


def countable(typed: str) -> str:
    """Return a question in its one shape, empty when it is not to be counted."""
    text = squeeze(squeeze(typed))  # letters and accents that a blank kept apart join
    if not LEAST <= len(text) <= MOST or has_control(text) or _PERSONAL.search(text):
        return ""
    return text
