# SPDX-License-Identifier: Apache-2.0
"""The date of a limit with its calendar, as guides show it: made once a day, not once an item.

Most items share a few limits, and the calendar below a date is the largest part of a guide.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

if TYPE_CHECKING:
    from datetime import date

    from django.utils.safestring import SafeString

    from services.outlook import Limit

#: Parts kept by one process; about 15 kB each.
MOST = 200
_parts: OrderedDict[tuple[Any, ...], SafeString] = OrderedDict()


def limit_part(limit: Limit, today: date) -> SafeString:
    """Return the date, its sentence and its calendar as HTML in the language of the visitor."""
    key = (limit.days, str(limit.citation), limit.calendar, today, get_language())
    part = _parts.get(key)
    if part is None:
        proof = limit.proof
        told = {"due_on": proof.due_on, "proof": proof, "limit_text": limit.text}
        part = _parts[key] = render_to_string("components/due_date.html", told)
        while len(_parts) > MOST:
            _parts.popitem(last=False)
    return part
