# SPDX-License-Identifier: Apache-2.0
"""By which document a person is known, and what its number must be. The table is data, with sources.

Numbers of 18 signs by GB 11643 are one system: residents of the mainland, permit holders from Hong
Kong, Macao and Taiwan, and foreigners with the new permanent residence card never share one. Any
other number is only told apart together with its kind.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel import clock
from portal.kernel.accounts.credit_codes import is_credit_code
from portal.kernel.accounts.rules import (
    birth_of,
    birthday,
    check_id_number,
    is_id_number,
    normal_number,
)
from portal.kernel.accounts.words import IdKind
from portal.kernel.errors import Problem

_TABLE = Path(__file__).parents[1] / "data" / "id_kinds.json"
_SHAPES = {
    IdKind.RESIDENCE: gettext_lazy("81、82或83开头的18位号码，最后一位可能是X"),
    IdKind.HM_PERMIT: gettext_lazy("H或M加8位数字"),
    IdKind.TW_PERMIT: gettext_lazy("8位数字"),
    IdKind.PASSPORT: gettext_lazy("5到15位字母和数字"),
    IdKind.FOREIGN_PR: gettext_lazy("15位的旧号码，或者9开头的18位号码"),
}


@dataclass(frozen=True)
class IdRule:
    """One line of the table. ``lasting``: how many signs stay when the document is renewed.

    ``below``: the age in years at which the document no longer serves; 0 for none.
    """

    kind: IdKind
    pattern: re.Pattern[str]
    is_gb11643: bool
    lasting: int
    below: int

    def fits(self, number: str) -> bool:
        """Tell whether a normal number can be one of this kind."""
        if self.pattern.fullmatch(number) is None:
            return False
        return not self.is_gb11643 or is_id_number(number)


@cache
def id_rules() -> tuple[IdRule, ...]:
    """Return the lines of the table, the commonest first."""
    rows = json.loads(_TABLE.read_text(encoding="utf-8"))["kinds"]
    return tuple(
        IdRule(
            IdKind(row["code"]),
            re.compile(row["pattern"]),
            row["is_gb11643"],
            row["lasting"],
            row.get("below", 0),
        )
        for row in rows
    )


def _rule(kind: str, number: str) -> IdRule | None:
    return next((one for one in id_rules() if one.kind == kind and one.fits(number)), None)


def id_problems(kind: str, number: str, field: str = "id_number") -> list[Problem]:
    """Return what is wrong with the number of a document."""
    if kind == IdKind.RESIDENT:
        return check_id_number(number, field)
    if kind == IdKind.HOUSEHOLD:
        return check_id_number(number, field) or _age_problems(number, field)
    if kind not in IdKind.values:
        return [Problem("id_kind", "id_kind", _("请选择证件类型。"))]
    normal = normal_number(number)
    if not normal:
        return [Problem(field, "required", _("请填写证件号码。"))]
    if _rule(kind, normal) is not None:
        return []
    if is_credit_code(normal):
        return [Problem(field, "uscc", _("这是统一社会信用代码。替企业办，请选企业。"))]
    told = {"kind": IdKind(kind).label, "shape": _SHAPES[IdKind(kind)]}
    return [Problem(field, "id_number", _("%(kind)s的号码不对，应为%(shape)s。") % told)]


def _age_problems(number: str, field: str) -> list[Problem]:
    """Return what is wrong with naming somebody by the household register (居民身份证法 2)."""
    below = next(one.below for one in id_rules() if one.kind == IdKind.HOUSEHOLD)
    born = birth_of(number)
    if born is None or clock.today() < birthday(born, below):
        return []
    text = _("已满%(years)d周岁，请选居民身份证。") % {"years": below}
    return [Problem(field, "grown_up", text)]


def kind_of(kind: str, number: str) -> str:
    """Return the kind that a right number shows by itself, else the one that was chosen.

    Whoever leaves 居民身份证 standing and types the number of a residence permit means the permit.
    """
    normal = normal_number(number)
    special = (IdKind.RESIDENCE, IdKind.FOREIGN_PR)
    if kind == IdKind.RESIDENT:
        return next((one for one in special if _rule(one, normal) is not None), kind)
    return kind


def id_key(kind: str, number: str) -> str:
    """Return what the digest of a person's number is made of: the same for a renewed document.

    A number by GB 11643 stands alone, any other with its kind.
    """
    normal = normal_number(number)
    rule = _rule(kind, normal)
    if kind in (IdKind.RESIDENT, IdKind.HOUSEHOLD) or rule is None or rule.is_gb11643:
        return normal
    return f"{kind}:{normal[: rule.lasting]}"


def id_keys(number: str) -> list[str]:
    """Return the keys under which a number may be known, whatever its kind, each once."""
    normal = normal_number(number)
    fitting = [one.kind for one in id_rules() if one.fits(normal)]
    return list(dict.fromkeys(id_key(kind, normal) for kind in fitting))
