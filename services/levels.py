# SPDX-License-Identifier: Apache-2.0
"""Four levels, one item (四级四同, ZY 29): what the offerings of one item may differ in. Pure.

The basic item's first offering says everything. An offering of another organ (city, county,
township, village) names it by ``item_code`` and may say for itself only where, when, whom to ask,
where to complain, and a promise that is not longer. What it leaves empty is as in the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from services.findings import Problem
from services.reading import LOCAL_TEXTS
from services.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What makes it this organ's offering; always its own.
IDENTITY = ("code", "item_code", "department")
#: What an organ may say for itself.
OWN = (*LOCAL_TEXTS, "promised_days")
#: What only says how sure the record is.
_BESIDE = ("provenance", "found_fields", "local_code")
_SAME = {"name": "same_name", "item_type": "same_type", "legal_basis": "same_basis"}
_EMPTY: tuple[Any, ...] = (None, "", [], {})

Row = dict[str, Any]


def is_local(row: object) -> bool:
    """Tell whether a row is the offering of another organ than the item's first."""
    return isinstance(row, dict) and row.get("item_code") not in (None, "", row.get("code"))


def inherit(row: Mapping[str, Any], base: Mapping[str, Any] | None) -> Row:
    """Return the row with what it leaves empty taken from the item's first offering."""
    own = {key: value for key, value in row.items() if value not in _EMPTY}
    kept = {key: value for key, value in (base or {}).items() if key not in IDENTITY}
    return {**kept, **own}


def own_part(row: Mapping[str, Any], base: Mapping[str, Any]) -> Row:
    """Return only what an offering says for itself beside its identity."""
    return {
        key: row[key]
        for key in (*IDENTITY, *OWN)
        if key in row and (key in IDENTITY or row[key] != base.get(key))
    }


def follow(row: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any]) -> Row:
    """Return an offering's row after the item's first offering changed from before to now.

    Its own promise is lowered when the first offering now promises less.
    """
    own = own_part(row, before)
    if own.get("promised_days", 0) > now["promised_days"]:
        del own["promised_days"]
    return inherit(own, now)


def _plain(value: object) -> object:
    """One shape for comparing: blanks and widths do not make a difference."""
    if isinstance(value, str):
        return squeeze(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if one not in _EMPTY}
    return value


def _basis(value: object) -> object:
    plain = _plain(value)
    return sorted(map(str, plain)) if isinstance(plain, list) else plain


def _same(key: str, mine: object, theirs: object) -> bool:
    if key == "legal_basis":
        return _basis(mine) == _basis(theirs)
    return _plain(mine) == _plain(theirs)


def check_level(row: Mapping[str, Any], base: Mapping[str, Any] | None) -> Iterator[Problem]:
    """Yield every rule of the four levels that an offering's row breaks."""
    code, item_code = str(row.get("code") or ""), str(row.get("item_code") or "")
    if base is None:
        text = _("基本事项 %(code)s 不在事项库内。") % {"code": item_code}
        yield Problem("item_code", "same_code", text)
        return
    if item_code not in code:
        text = _("实施编码要带上基本编码 %(code)s，四级同编码。") % {"code": item_code}
        yield Problem("code", "same_code", text)
    if row.get("department") == base.get("department"):
        text = _("这个部门已经实施这个事项，不能再建一份。")
        yield Problem("department", "one_offering_per_organ", text)
    yield from _differences(row, base)
    promised, most = row.get("promised_days"), base.get("promised_days")
    if isinstance(promised, int) and isinstance(most, int) and promised > most:
        text = _("承诺时限 %(mine)d 个工作日比基本事项的 %(most)d 个工作日长，只能更短。")
        yield Problem("promised_days", "longer_promise", text % {"mine": promised, "most": most})


def _differences(row: Mapping[str, Any], base: Mapping[str, Any]) -> Iterator[Problem]:
    named = {
        "name": _("名称和基本事项不同；四级同名称，改名请用“事项改名”。"),
        "item_type": _("事项类型和基本事项不同；四级同类别。"),
        "legal_basis": _("设定依据和基本事项不同；四级同依据。"),
    }
    other = _("这一项各级要一样，只有地点、时间、联系方式、投诉渠道和更短的承诺时限可以不同。")
    for key, mine in row.items():
        if key in (*IDENTITY, *OWN, *_BESIDE) or mine in _EMPTY:
            continue
        if not _same(key, mine, base.get(key)):
            yield Problem(key, _SAME.get(key, "only_local_fields"), named.get(key, other))
