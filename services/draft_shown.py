# SPDX-License-Identifier: Apache-2.0
"""What a row's plain values are on an editor's page. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.draft_fields import SOURCED
from services.items.labels import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, Any]
_YES_NO = {True: "yes", False: "no"}


def _pair(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = row.get(key)
    return found if isinstance(found, dict) else {}


def _chosen(value: object) -> str:
    return _YES_NO.get(value, "") if isinstance(value, bool) else ""


def sourced(row: Mapping[str, Any]) -> list[Any]:
    """Return the words of `found_fields`."""
    found = row.get("found_fields")
    return found if isinstance(found, list) else []


def shown(row: Mapping[str, Any]) -> Row:
    """Return the values of the page's plain fields."""
    channels, conditions = row.get("channels") or (), row.get("conditions")
    result, renewal = _pair(row, "result"), _pair(row, "renewal")
    basis = _pair(row, "statutory_basis")
    return {
        **row,
        "channel_online": CHANNELS[0] in channels,
        "channel_window": CHANNELS[1] in channels,
        "result_name": result.get("name"),
        "validity_years": result.get("validity_years"),
        "fee": _chosen(row.get("fee")),
        "conditions": "\n".join(map(str, conditions)) if isinstance(conditions, list) else "",
        "statutory_law": basis.get("law"),
        "statutory_article": basis.get("article"),
        "renewal_opens_days": renewal.get("opens_days"),
        "renewal_closes_days": renewal.get("closes_days"),
        "concerns_safety": _chosen(row.get("concerns_safety")),
        "found": [name for name, _label in SOURCED if name in sourced(row)],
    }
