# SPDX-License-Identifier: Apache-2.0
"""Which law's clock an item runs by. The rows are in ``data/regimes.json``, each with its source.

Only licences (and registrations, which are licences with a special decision period) are deemed
accepted when the office is silent; nothing of that sort is invented for other items.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.items.models.version import OfferingVersion


DATA = Path(__file__).parents[1] / "data" / "regimes.json"


@dataclass(frozen=True)
class Citations:
    """The article behind each number of a regime; empty where there is none."""

    correction: str
    statutory: str
    joint: str
    extension: str
    delivery: str
    pause: str


@dataclass(frozen=True)
class Regime:
    """The terms of one kind of item, in working days.

    ``statutory_days`` applies when the item names none, ``joint_days`` when several organs work
    on it; ``delivery_days`` is None where no law sets a period. ``is_city_rule`` marks numbers
    that are the city's own.
    """

    code: str
    name: str
    correction_days: int
    deemed_acceptance: bool
    statutory_days: int | None
    statutory_extension_days: int
    extension_approver: str
    joint_days: int | None
    joint_extension_days: int
    joint_approver: str
    delivery_days: int | None
    art45_pauses: bool
    is_city_rule: bool
    citation: str
    citations: Citations


@dataclass(frozen=True)
class Assignment:
    """When an item falls under a regime: by its type and, if given, a law it is based on."""

    regime: str
    item_types: frozenset[str]
    law: str


@cache
def _rows() -> tuple[dict[str, Regime], tuple[Assignment, ...], frozenset[str], frozenset[str]]:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    regimes = {
        row["code"]: Regime(**{**row, "citations": Citations(**row["citations"])})
        for row in data["regimes"]
    }
    order = tuple(
        Assignment(row["regime"], frozenset(row["item_types"]), row["law"])
        for row in data["assignments"]
    )
    return regimes, order, frozenset(data["article_45"]), frozenset(data["site_visits"])


def regime(code: str) -> Regime:
    """Return a regime by its code; raises KeyError for an unknown one."""
    return _rows()[0][code]


def regimes() -> list[Regime]:
    """Return all regimes, for the generated documents."""
    return list(_rows()[0].values())


def regime_of(version: OfferingVersion) -> Regime:
    """Return the regime a version was published under."""
    return regime(version.regime)


def choose(item_type: str, laws: Iterable[str]) -> Regime:
    """Return the regime of an item from its type (`ItemType`) and the laws it is based on."""
    named = tuple(laws)
    for row in _rows()[1]:
        if item_type in row.item_types and (not row.law or any(row.law in law for law in named)):
            return regime(row.regime)
    return regime("promise")


def is_site_visit(kind: str) -> bool:
    """A look on the spot; it is ordinary examination and stops no clock."""
    return kind in _rows()[3]


def is_article_45(kind: str) -> bool:
    """One of the eight kinds of 行政许可法 45 (a row may join two: 检验检测)."""
    return kind in _rows()[2]


def stops(kind: str, *, under: Regime, claimed: bool) -> tuple[bool, bool]:
    """Tell whether a special procedure stops the statutory and the promised term.

    ``claimed`` is what the catalogue says (`counts_toward_deadline` is false). A procedure of
    article 45 stops both terms of a licence whatever is claimed; anything else may stop only the
    promised one, and a site visit none.
    """
    if is_site_visit(kind):
        return False, False
    statutory = is_article_45(kind) and under.art45_pauses
    return statutory, statutory or claimed


# -- Which items concern public safety, health or life and property (行政许可法 12(1), 78, 79) ------


SAFETY_WORDS = Path(__file__).parents[1] / "data" / "safety_words.json"


@cache
def _words() -> tuple[frozenset[str], tuple[str, ...]]:
    data = json.loads(SAFETY_WORDS.read_text(encoding="utf-8"))
    return frozenset(data["item_types"]), tuple(data["words"])


def concerns_safety(item_type: str, name: str) -> bool:
    """Tell whether an item's name says that it concerns safety."""
    types, words = _words()
    return item_type in types and any(word in name for word in words)
