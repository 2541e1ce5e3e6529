# SPDX-License-Identifier: Apache-2.0
"""What a description of a register and a row of its copy must be. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.accounts import rules
from portal.kernel.accounts.words import PartyKind
from portal.kernel.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The column of a copy that holds the number a row is about.
NUMBER = "号码"
#: The value that holds the number of an enterprise's 法定代表人: compared, never kept or shown.
REPRESENTATIVE = "legal_person_id"
#: The value that holds an enterprise's registered name.
ENTERPRISE_NAME = "enterprise_name"
LONGEST = 200
#: Most days that a city may go on using a copy.
OLDEST = 366
#: What must be said in words, and the widths of the columns.
TEXTS = {"code": 30, "name": 60, "keeper": 100, "citation": 200}
ADDRESS, PAPER = 200, 200
_CODE = re.compile(r"[a-z0-9_-]{1,40}")


def definition_problems(row: Mapping[str, Any], *, allow_plain: bool) -> list[Problem]:
    """Return what is wrong with a description; ``allow_plain`` lets an address be http://."""
    found = [
        Problem(key, "required", _("请填写这一项。"))
        for key in TEXTS
        if not isinstance(row.get(key), str) or not row[key].strip()
    ]
    found += [
        Problem(key, "too_long", _("最多%(most)s个字。") % {"most": most})
        for key, most in TEXTS.items()
        if isinstance(row.get(key), str) and len(row[key]) > most
    ]
    if isinstance(row.get("code"), str) and row["code"] and not _CODE.fullmatch(row["code"]):
        found.append(Problem("code", "bad_code", _("代码只用小写字母、数字、下划线和短横。")))
    if row.get("about") not in PartyKind.values:
        found.append(Problem("about", "unknown_kind", _("登记对象应为 person 或 enterprise。")))
    if not _is_texts(row.get("fields")):
        found.append(Problem("fields", "bad_fields", _("登记内容应为“代码：名称”，至少一项。")))
    papers = row.get("papers", [])
    if not isinstance(papers, list) or not all(_is_paper(one) for one in papers):
        found.append(Problem("papers", "bad_papers", _("可免材料应为材料名称的列表。")))
    days = row.get("fresh_days")
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= OLDEST:
        found.append(Problem("fresh_days", "bad_days", _("有效天数应为 1 到 366 的整数。")))
    schemes = ("https://", "http://") if allow_plain else ("https://",)
    address = row.get("address", "")
    if not isinstance(address, str) or (
        address and not (address.startswith(schemes) and len(address) <= ADDRESS)
    ):
        found.append(Problem("address", "bad_address", _("查询地址应以 https:// 开头。")))
    return found


def _is_paper(title: object) -> bool:
    return isinstance(title, str) and 0 < len(title) <= PAPER


def _is_texts(value: object) -> bool:
    """Tell whether a value maps codes to names, each name a heading of its own."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(code, str) and _CODE.fullmatch(code) for code in value)
        and all(isinstance(name, str) and name and name != NUMBER for name in value.values())
        and len(set(value.values())) == len(value)
    )


def number_problems(about: str, number: str) -> list[Problem]:
    """Return what is wrong with the number that a row is about."""
    if about == PartyKind.ENTERPRISE:
        return rules.check_uscc(number)
    return rules.check_id_number(number)


def kept_values(known: Iterable[str], told: Mapping[str, Any]) -> dict[str, str]:
    """Return the values that a register may say: known codes, plain text of one line.

    What does not fit is left out, whoever sent it: nobody is shown a register's mistake as fact.
    """
    found = {}
    for code in known:
        value = told.get(code)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
            continue
        if any(unicodedata.category(letter) == "Cc" for letter in value):
            continue
        found[code] = value.strip()
    return found
