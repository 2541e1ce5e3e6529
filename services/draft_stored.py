# SPDX-License-Identifier: Apache-2.0
"""The plain values of an editor's page as a row has them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.draft_fields import SOURCED
from services.draft_shown import sourced
from services.items.labels import CHANNELS
from services.items.rules.record import LOCAL_PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = dict[str, Any]
_BACK = {"yes": True, "no": False}


def _found(row: Mapping[str, Any], ticked: Sequence[str]) -> list[Any]:
    """The words of `found_fields`; what the page does not ask about stays as it is."""
    asked = {name for name, _label in SOURCED}
    kept = [
        word
        for word in sourced(row)
        if (word in ticked if word in asked else str(word).partition("(")[0] not in ticked)
    ]
    return [*kept, *(name for name in ticked if name not in kept)]


def _both(first: str, one: Any, second: str, other: Any) -> Row | None:
    return {first: one, second: other} if one or other else None


def stored(plain: Row, row: Mapping[str, Any], fees: Mapping[str, str]) -> Row:
    """Return the page's plain values as a row has them; ``row`` is the one the page showed."""
    told = dict(plain)
    ways = zip(CHANNELS, (told.pop("channel_online"), told.pop("channel_window")), strict=True)
    told["channels"] = [word for word, on in ways if on]
    years = told.pop("validity_years")
    told["result"] = {"name": told.pop("result_name"), "validity_years": years}
    told["conditions"] = [line for line in told["conditions"].splitlines() if line.strip()]
    told["statutory_basis"] = _both(
        "law", told.pop("statutory_law"), "article", told.pop("statutory_article")
    )
    told["renewal"] = _both(
        "opens_days", told.pop("renewal_opens_days"),
        "closes_days", told.pop("renewal_closes_days"),
    )  # fmt: skip
    told["concerns_safety"] = _BACK.get(told["concerns_safety"])
    told["found_fields"] = _found(row, told.pop("found") or [])
    told["fee"] = _BACK.get(told["fee"])
    if told["fee"]:
        told["fee_standard"] = fees.get(told["fee_name"])
    else:
        told["fee_name"] = told["fee_standard"] = None
    if "code" in told:
        told["local_code"] = told["code"].startswith(LOCAL_PREFIX)
    return told
