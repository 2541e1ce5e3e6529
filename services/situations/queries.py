# SPDX-License-Identifier: Apache-2.0
"""Reading the questions of an item."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from portal.kernel import stamps
from services.situations.models import ItemSituation
from services.situations.tree import read as read_tree

if TYPE_CHECKING:
    from services.situations.tree import Tree


def questions_of(version_id: int) -> Tree:
    """Return what applicants are asked about their situation; nothing for most items.

    Kept in the process under the catalogue's stamp.
    """
    return _questions(version_id, stamps.stamp("catalogue"))


@lru_cache(maxsize=1024)
def _questions(version_id: int, _stamp: str) -> Tree:
    asked = ItemSituation.objects.filter(item__offerings__versions=version_id)
    return read_tree(asked.values_list("questions", flat=True).first() or [])
