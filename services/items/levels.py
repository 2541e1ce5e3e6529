# SPDX-License-Identifier: Apache-2.0
"""Four levels, one item (四级四同, ZY 29): what the offerings of one item may differ in. Pure.

The basic item's first offering says everything. An offering of another organ (city, county,
township, village) names it by ``item_code`` and may say for itself only where, when, whom to ask,
where to complain, and a promise that is not longer. What it leaves empty is as in the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.items.rows import LOCAL_TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What makes it this organ's offering; always its own.
IDENTITY = ("code", "item_code", "department")
#: What an organ may say for itself.
OWN = (*LOCAL_TEXTS, "promised_days")
#: What only says how sure the record is.
_BESIDE = ("provenance", "found_fields", "local_code")
#: What says nothing, and is taken from the first offering.
EMPTY: tuple[Any, ...] = (None, "", [], {})

Row = dict[str, Any]


def is_local(row: object) -> bool:
    """Tell whether a row is the offering of another organ than the item's first."""
    return isinstance(row, dict) and row.get("item_code") not in (None, "", row.get("code"))


def inherit(row: Mapping[str, Any], base: Mapping[str, Any] | None) -> Row:
    """Return the row with what it leaves empty taken from the item's first offering."""
    own = {key: value for key, value in row.items() if value not in EMPTY}
    kept = {key: value for key, value in (base or {}).items() if key not in IDENTITY}
    return {**kept, **own}


def own_part(row: Mapping[str, Any], base: Mapping[str, Any]) -> Row:
    """Return only what an offering says for itself beside its identity."""
    return {
        key: row[key]
        for key in (*IDENTITY, *OWN)
        if key in row and (key in IDENTITY or row[key] != base.get(key))
    }


def shared_part(row: Mapping[str, Any]) -> Row:
    """Return what an offering's row says although all levels share it."""
    return {
        key: value
        for key, value in row.items()
        if key not in (*IDENTITY, *OWN, *_BESIDE) and value not in EMPTY
    }


def follow(row: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any]) -> Row:
    """Return an offering's row after the item's first offering changed from before to now.

    Its own promise is lowered when the first offering now promises less.
    """
    own = own_part(row, before)
    if own.get("promised_days", 0) > now["promised_days"]:
        del own["promised_days"]
    return inherit(own, now)
