# SPDX-License-Identifier: Apache-2.0
"""The law behind the statutory limit of one item.

The regime gives the general number. An item whose own law names another number cites that law
(行政许可法 42: 法律、法规另有规定的，依照其规定); joint work has the longer limit of paragraph 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.items.regimes import Regime, regime_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.items.models.version import OfferingVersion


def citation_for(
    days: int | None, *, regime: Regime, is_joint: bool, bases: Sequence[tuple[str, str]]
) -> str:
    """Return the law behind a statutory limit; empty where the item has none.

    ``bases`` are the item's own (law, article); the first is its 设定依据.
    """
    if days is None:
        return ""
    if is_joint and days == regime.joint_days:
        return regime.citations.joint
    if not is_joint and days == regime.statutory_days:
        return regime.citations.statutory
    law, article = bases[0] if bases else (regime.citation, "")
    return f"{law}{article}"


def statutory_citation(version: OfferingVersion) -> str:
    """Return the law behind a version's statutory limit (versions from before the column too)."""
    if version.statutory_citation or version.statutory_days is None:
        return version.statutory_citation
    bases = [(basis.law, basis.article) for basis in version.legal_bases.all()]
    return citation_for(
        version.statutory_days, regime=regime_of(version), is_joint=version.is_joint, bases=bases
    )


# -- The one extension of an item's limit: how far, who approves it, by which article ----------


@dataclass(frozen=True)
class ExtensionRule:
    """How far a limit may be extended once, who approves it, and the article.

    ``is_by_government``: the people's government approves, so its paper has to be named.
    """

    days: int
    approver: str
    citation: str
    is_by_government: bool


def extension_of(version: OfferingVersion) -> ExtensionRule:
    """Return the extension that the version's regime knows; 0 days where it knows none."""
    regime = regime_of(version)
    if version.is_joint and regime.joint_days is not None:
        return ExtensionRule(
            regime.joint_extension_days,
            regime.joint_approver,
            regime.citations.joint,
            is_by_government=True,
        )
    return ExtensionRule(
        regime.statutory_extension_days,
        regime.extension_approver,
        regime.citations.extension,
        is_by_government=False,
    )
