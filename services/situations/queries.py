# SPDX-License-Identifier: Apache-2.0
"""Reading the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.situations.models import ItemSituation
from services.situations.tree import read as read_tree

if TYPE_CHECKING:
    from services.situations.tree import Tree


def questions_of(version_id: int) -> Tree:
    """Return what applicants are asked about their situation; nothing for most items."""
    asked = ItemSituation.objects.filter(item__offerings__versions=version_id)
    return read_tree(asked.values_list("questions", flat=True).first() or [])
