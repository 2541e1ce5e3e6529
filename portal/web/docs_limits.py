# SPDX-License-Identifier: Apache-2.0
"""The legal periods as tables for the documentation: by regime, and items with their own law."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from services.items import reference
from services.items.regimes import Regime, regime, regimes
from services.items.rows import read

if TYPE_CHECKING:
    from collections.abc import Iterator

PERIOD_HEADS = ("regime", "称呼", "period", "working days", "approved by", "basis")
ITEM_HEADS = ("item", "称呼", "regime", "working days", "basis")


def regime_periods() -> Iterator[tuple[object, ...]]:
    """Yield every period of every regime with its article; city services have no others."""
    for one in regimes():
        for name, days, approver, citation in _periods(one):
            if days is not None and citation:
                yield (f"`{one.code}`", one.name, name, days, approver or "—", citation)


def _periods(one: Regime) -> tuple[tuple[str, object, str, str], ...]:
    law = one.citations
    fiction = f"{one.correction_days}" + (" → deemed accepted" if one.deemed_acceptance else "")
    return (
        ("correction", fiction, "", law.correction),
        ("statutory", one.statutory_days or "by item", "", law.statutory),
        ("extension, once", one.statutory_extension_days or None, one.extension_approver,
         law.extension),
        ("joint work", one.joint_days, "", law.joint),
        ("joint extension, once", one.joint_extension_days or None, one.joint_approver, law.joint),
        ("delivery", one.delivery_days, "", law.delivery),
        ("special procedures", "not counted" if one.art45_pauses else None, "", law.pause),
    )  # fmt: skip


def own_limits() -> Iterator[tuple[object, ...]]:
    """Yield the shipped items whose own law sets other days than their regime."""
    rows = json.loads((reference.DATA / "catalogue.json").read_text(encoding="utf-8"))
    for row in rows:
        record = read(row)
        general = regime(record.regime)
        if record.statutory_days not in (None, general.statutory_days):
            yield (
                f"`{record.code}`",
                record.name,
                f"`{record.regime}`",
                record.statutory_days,
                record.statutory_citation,
            )
