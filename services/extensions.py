# SPDX-License-Identifier: Apache-2.0
"""The one extension of an item's limit: how far, who approves it, by which article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.regimes import regime_of

if TYPE_CHECKING:
    from services.models.version import OfferingVersion


@dataclass(frozen=True)
class Extension:
    """How far a limit may be extended once, who approves it, and the article.

    ``is_by_government``: the people's government approves, so its paper has to be named.
    """

    days: int
    approver: str
    citation: str
    is_by_government: bool


def extension_of(version: OfferingVersion) -> Extension:
    """Return the extension that the version's regime knows; 0 days where it knows none."""
    regime = regime_of(version)
    if version.is_joint and regime.joint_days is not None:
        return Extension(
            regime.joint_extension_days,
            regime.joint_approver,
            regime.citations.joint,
            is_by_government=True,
        )
    return Extension(
        regime.statutory_extension_days,
        regime.extension_approver,
        regime.citations.extension,
        is_by_government=False,
    )
