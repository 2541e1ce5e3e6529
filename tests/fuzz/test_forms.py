# SPDX-License-Identifier: Apache-2.0
"""No form and no address answers with a failure of ours, whoever sends whatever."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from portal.kernel import invariants
from portal.kernel.audit.verify import verify
from portal.kernel.outbox.relay import drain
from tests.fuzz import ANSWERS, LENGTH, WALKS
from tests.fuzz.walking import Walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.idor_scene import Scene

#: Requests of one walk; each begins with a new city.
REQUESTS = 180 * LENGTH
CAST = ("charlie", "alice", "wang", "li", "chen", "liu", "xie", "gu")


@pytest.mark.parametrize("seed", range(WALKS))
def test_nothing_that_is_sent_brings_a_page_down(
    seed: int,
    scene: Scene,
    record_property: Callable[[str, object], None],
) -> None:
    cast = {"nobody": None, **{who: getattr(scene.city, who) for who in CAST}}
    walk = Walk(Random(seed), cast, scene.facts, seed * REQUESTS // 2)
    while walk.requests < REQUESTS:
        walk.step()
    drain()
    record_property(ANSWERS, dict(walk.statuses))
    assert walk.faults == []
    assert (invariants.run(), verify()) == ([], [])
