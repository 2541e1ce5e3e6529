# SPDX-License-Identifier: Apache-2.0
"""No two modules need one another, not even for types alone; import-linter holds the order."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import grimp
import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

APPS = ("portal", "services", "credit", "licensing", "complaints")


def _circle(imports: Mapping[str, set[str]]) -> list[str]:
    """Return the modules of one circle in their order, nothing when there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_circle_of_imports_even_with_types_counted() -> None:
    graph = grimp.build_graph(*APPS, cache_dir=None, exclude_type_checking_imports=False)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert len(imports) > 300
    assert _circle(imports) == []


@pytest.mark.parametrize(
    ("imports", "has_circle"),
    [({"a": {"b"}, "b": {"c"}, "c": set()}, False), ({"a": {"b"}, "b": {"c"}, "c": {"a"}}, True)],
)
def test_a_circle_would_be_seen(imports: dict[str, set[str]], has_circle: bool) -> None:
    assert bool(_circle(imports)) is has_circle
