# SPDX-License-Identifier: Apache-2.0
"""The rules that raise cards. Data in ``data/``; pure.

``when`` is an SQL/JSON path over the facts of the event. A city switches a rule off with its
row ``card_<code>`` among the city rules; events before that row's day raise nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from complaints.card_labels import LABELS

if TYPE_CHECKING:
    from portal.kernel.city_rules import RuleBook

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class CardRule:
    """One rule. ``person``: handler, actor (of the event), about (whom a complaint names),
    same (as on the card counted) or none; ``unit``: organ, centre or same. ``check`` names a
    further look at the rows: reasons or repeated."""

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
