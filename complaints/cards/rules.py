# SPDX-License-Identifier: Apache-2.0
"""The rules that raise cards. Data in ``data/``; pure.

``when`` is an SQL/JSON path over the facts of the event. A city switches a rule off with its
row ``card_<code>`` among the city rules; events before that row's day raise nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from portal.kernel.city_rules import RuleBook


# -- The names of the card rules. Pure ---------------------------------------------------------


LABELS: dict[str, StrOrPromise] = {
    "statutory_overdue": _("超过法定时限"),
    "promised_overdue": _("超过承诺时限"),
    "step_overdue": _("审查步骤或者联办部分超时"),
    "intake_overdue": _("逾期没有告知补正或者受理"),
    "second_correction": _("第二次要求补正"),
    "untold_material": _("一次告知时遗漏材料"),
    "refusal_without_reason": _("不予批准没有说明理由"),
    "not_handed_over": _("结果逾期没有送达"),
    "fee_off_list": _("收取清单以外的费用"),
    "procedure_overrun": _("特别程序超过最长时间"),
    "repeated_yellow": _("黄牌累计"),
}


DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class CardRule:
    """One rule. ``person``: handler, actor (of the event), omitter (who left something out of the
    one notice, else the actor), about (whom a complaint names), same (as on the card counted) or
    none; ``unit``: organ, centre or same. ``check`` names a further look at the rows: reasons or
    repeated."""

    code: str
    colour: str
    verb: str
    when: str
    person: str
    unit: str
    citation: str
    is_own: bool
    check: str = ""

    @property
    def label(self) -> str:
        """The rule's name for people."""
        return str(LABELS[self.code])


@cache
def rules() -> dict[str, CardRule]:
    """Return the shipped rules by code."""
    rows = json.loads((DATA / "card_rules.json").read_text(encoding="utf-8"))
    return {row["code"]: CardRule(**row) for row in rows}


def switched_on(book: RuleBook) -> list[CardRule]:
    """Return the rules that the city has on."""
    return [rule for code, rule in rules().items() if book.is_on(f"card_{code}")]


# -- What is no reason for a refusal. Data in ``data/``; pure ----------------------------------


_SIGNS = re.compile(r"[\W_]+")


@cache
def _empty() -> tuple[tuple[str, ...], int]:
    data = json.loads((DATA / "empty_reasons.json").read_text(encoding="utf-8"))
    return tuple(sorted(data["words"], key=len, reverse=True)), data["fewest_letters"]


def is_no_reason(text: str) -> bool:
    """Tell whether a text says nothing once the stock phrases are taken out of it."""
    words, fewest = _empty()
    left = _SIGNS.sub("", text)
    for word in words:
        left = left.replace(word, "")
    return len(left) < fewest
