# SPDX-License-Identifier: Apache-2.0
"""The rules of the four levels by name (ZY 29). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from services.items.levels import EMPTY, shared_part
from services.items.rules.findings import RuleProblem
from services.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


# -- Whether two levels say the same, whatever the blanks, widths and order. Pure --------------


def _plain(value: object) -> object:
    """One shape for comparing: blanks and widths do not make a difference."""
    if isinstance(value, str):
        return squeeze(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if one not in EMPTY}
    return value


def _basis(value: object) -> object:
    plain = _plain(value)
    return sorted(map(str, plain)) if isinstance(plain, list) else plain


def is_same(key: str, mine: object, theirs: object) -> bool:
    """Tell whether a field of two rows says the same; the order of legal bases does not count."""
    if key == "legal_basis":
        return _basis(mine) == _basis(theirs)
    return _plain(mine) == _plain(theirs)


_SAME = {"name": "same_name", "item_type": "same_type", "legal_basis": "same_basis"}


#: Signs of a province's own code, without hyphens.
PROVINCIAL = 31


def is_provincial(code: str, item_code: str) -> bool:
    """Tell whether a province's long code stands beside the national basic code of 12 digits."""
    is_national = len(item_code) == 12 and item_code.isdecimal()
    return is_national and len(code.replace("-", "")) >= PROVINCIAL


def check_level(row: Mapping[str, Any], base: Mapping[str, Any] | None) -> Iterator[RuleProblem]:
    """Yield every rule of the four levels that an offering's row breaks."""
    code, item_code = str(row.get("code") or ""), str(row.get("item_code") or "")
    if base is None:
        text = _("基本事项 %(code)s 不在事项库内。") % {"code": item_code}
        yield RuleProblem("item_code", "same_code", text)
        return
    if item_code not in code and not is_provincial(code, item_code):
        text = _("实施编码要带上基本编码 %(code)s，四级同编码。") % {"code": item_code}
        yield RuleProblem("code", "same_code", text)
    if row.get("department") == base.get("department"):
        text = _("这个部门已经实施这个事项，不能再建一份。")
        yield RuleProblem("department", "one_offering_per_organ", text)
    yield from _differences(row, base)
    promised, most = row.get("promised_days"), base.get("promised_days")
    if isinstance(promised, int) and isinstance(most, int) and promised > most:
        text = _("承诺时限 %(mine)d 个工作日比基本事项的 %(most)d 个工作日长，只能更短。")
        yield RuleProblem(
            "promised_days", "longer_promise", text % {"mine": promised, "most": most}
        )


def _differences(row: Mapping[str, Any], base: Mapping[str, Any]) -> Iterator[RuleProblem]:
    named = {
        "name": _("名称和基本事项不同；四级同名称，改名请用“事项改名”。"),
        "item_type": _("事项类型和基本事项不同；四级同类别。"),
        "legal_basis": _("设定依据和基本事项不同；四级同依据。"),
    }
    other = _("这一项各级要一样，只有地点、时间、联系方式、投诉渠道和更短的承诺时限可以不同。")
    for key, mine in shared_part(row).items():
        if not is_same(key, mine, base.get(key)):
            yield RuleProblem(key, _SAME.get(key, "only_local_fields"), named.get(key, other))
