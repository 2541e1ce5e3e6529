# SPDX-License-Identifier: Apache-2.0
"""Which worker runs which test: where there are three, the last takes those that wait.

A journey waits for a browser, chaos for what it killed to come back; the processor has nothing to
do meanwhile. Two workers on two cores would share that idleness, a third one uses it up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xdist.scheduler import LoadScheduling

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest
    from xdist.remote import Producer
    from xdist.workermanage import WorkerController

#: Tests that mostly wait and leave the worker's database alone, the longest first.
WAITING = (
    "tests/deploy/test_document",
    "tests/journeys/test_axe",
    "tests/chaos/",
    "tests/journeys/",
    "tests/local/test_ends",
    "tests/local/test_embedded",
    "tests/local/test_keys",
    "tests/local/test_stop",
    "tests/deploy/test_proxy",
)
#: Long ones that work all the time.
WORKING = ("tests/licensing/lifecycle/", "tests/web/test_idor_matrix")
#: A worker begins a test when it knows the next one; with fewer at hand it would wait for news.
AT_HAND, AT_HAND_WAITING = 4, 2


def rank(path: str) -> int:
    """Return the place of a test's file in the order of beginning; those that wait come first."""
    order = (*WAITING, *WORKING)
    return next((place for place, part in enumerate(order) if part in path), len(order))


def waits(path: str) -> bool:
    """Tell whether the test mostly waits."""
    return rank(path) < len(WAITING)


class ByPatience(LoadScheduling):
    """Deals tests out a few at a time, so that nobody is left with a long one at the end."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        self.maxschedchunk = AT_HAND_WAITING

    def check_schedule(self, node: WorkerController, duration: float = 0) -> None:
        """Give the worker what it lacks, or send it home."""
        if node.shutting_down:
            return
        if not self.pending:
            node.shutdown()
            return
        held = self.node2pending[node]
        enough = AT_HAND_WAITING if self._waiting(held) else AT_HAND
        if len(held) < enough:
            self._send_tests(node, enough - len(held))

    def _send_tests(self, node: WorkerController, num: int) -> None:
        waiting = self._waiting(self.pending)
        working = [test for test in self.pending if test not in waiting]
        if len(self.nodes) > 2 and node is not self.nodes[-1]:
            dealt = [*working, *waiting][:num]
        else:
            dealt = [*waiting, *working][:num]
        if dealt:
            self.pending[:] = [test for test in self.pending if test not in dealt]
            self.node2pending[node].extend(dealt)
            node.send_runtest_some(dealt)

    def _waiting(self, tests: Iterable[int]) -> dict[int, None]:
        assert self.collection is not None
        return {test: None for test in tests if waits(self.collection[test])}
