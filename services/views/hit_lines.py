# SPDX-License-Identifier: Apache-2.0
"""What a line about a hit says; the index knows it all, so no query is asked."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from services.items.codes import ApplicantKind, ItemType

if TYPE_CHECKING:
    from typing import Any

    from services.search.document import Hit
    from services.search.reading import Facts

#: So many other organs with the same item are named in a line; the rest is counted.
OTHERS = 5
#: Stands where the code will be; letters that no address changes.
_CODE = "CODE"


@lru_cache(maxsize=1)
def _around_code() -> tuple[str, str]:
    """The address of a guide before and after the code: worked out once, not once a line."""
    before, _code, after = reverse("services:guide", args=[_CODE]).partition(_CODE)
    return before, after


def _address(code: str) -> str:
    before, after = _around_code()
    return f"{before}{quote(code)}{after}"


@lru_cache(maxsize=4096)
def _said_of(facts: Facts, _language: str) -> tuple[str, str]:
    """Who, how fast, where; and the type: what a line says below the name."""
    days = facts.promised_days
    limit = ngettext("%(days)d 个工作日", "%(days)d 个工作日", days) % {"days": days}
    said = [
        str(ApplicantKind(facts.applicant_kind).label),
        _("当场办结") if facts.is_immediate else limit,
        *([_("不用跑")] if facts.is_online else []),
    ]
    return " · ".join(said), str(ItemType(facts.item_type).label)


def hit_rows(hits: list[Hit]) -> list[dict[str, Any]]:
    """The hits with what a line about them says; the index knows it all."""
    language = get_language() or ""
    rows = []
    for hit in hits:
        row: dict[str, Any] = {"document": hit.document, "why": hit.why}
        if hit.document.kind == "item":
            row["said"], row["type"] = _said_of(hit.document.facts, language)
            row["url"] = _address(hit.document.code)
            row["others"] = [(_address(other.code), other.organ) for other in hit.others[:OTHERS]]
            row["more"] = max(0, len(hit.others) - OTHERS)
        rows.append(row)
    return rows
