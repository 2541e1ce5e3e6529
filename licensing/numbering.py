# SPDX-License-Identifier: Apache-2.0
"""The readable number of a case and the code that opens it without an account."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from portal.kernel import numbers

if TYPE_CHECKING:
    from datetime import date

#: Letters and digits that cannot be mistaken for one another on paper.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def draw_number(division_code: str, day: date) -> str:
    """Draw the next case number of a place and day, e.g. ``5120-20261123-0017``.

    It is readable and can be guessed; alone it opens nothing.
    """
    place = division_code[:4]
    serial = numbers.draw(f"case:{place}:{day:%Y%m%d}")
    return f"{place}-{day:%Y%m%d}-{serial:04d}"


def new_query_code() -> str:
    """Return eight random characters (about 40 bits) printed on the receipt."""
    return "".join(secrets.choice(_ALPHABET) for _turn in range(8))
