# SPDX-License-Identifier: Apache-2.0
"""Where on a draft's page the field of a rule stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.draft_parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django import forms

    from services.draft_form import DraftPage

_PART = re.compile(rf"^({'|'.join(PARTS)})(?:\[(\d+)\](?:\.(\w+))?)?$")
#: Where a rule's field stands on the page, when it has another name there.
_ELSEWHERE = {
    "result": "result_name",
    "result.name": "result_name",
    "result.validity_years": "validity_years",
    "channels": "channel_online",
    "fee_standard": "fee_name",
    "statutory_basis": "statutory_law",
    "statutory_basis.law": "statutory_law",
    "statutory_basis.article": "statutory_article",
    "renewal": "renewal_opens_days",
    "renewal.opens_days": "renewal_opens_days",
    "renewal.closes_days": "renewal_closes_days",
    "found_fields": "found",
    "local_code": "code",
}


def place(page: DraftPage, field: str) -> tuple[forms.Form | None, str]:
    """Return the form and name of a rule's field; for a whole list its section, else nothing."""
    if matched := _PART.match(field):
        kinds: Sequence[forms.Form] = page.parts.get(matched[1], ())
        at = int(matched[2] or len(kinds))
        if at < len(kinds):
            name = matched[3] or next(iter(kinds[at].fields))
            return (kinds[at], name) if name in kinds[at].fields else (None, "")
        return None, matched[1] if matched[1] in page.parts else ""
    name = field.partition("[")[0]
    name = _ELSEWHERE.get(name, name)
    return (page.form, name) if name in page.form.fields else (None, "")
