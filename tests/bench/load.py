# SPDX-License-Identifier: Apache-2.0
"""A small load client: some connections, kept open, each asking one question after the other."""

from __future__ import annotations

import http.client
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CONNECTIONS = 4


@dataclass(frozen=True)
class Question:
    """One request and the status that is a good answer."""

    path: str
    form: dict[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


def ask(port: int, questions: Sequence[Question]) -> float:
    """Return how many questions a second were answered; raises AssertionError on a bad answer."""

    def one_connection(mine: Sequence[Question]) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for question in mine:
            headers = dict(question.headers)
            if question.form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            link.request(
                "GET" if question.form is None else "POST",
                question.path,
                None if question.form is None else urlencode(question.form),
                headers,
            )
            answer = link.getresponse()
            answer.read()
            assert answer.status == question.status, f"{question.path}: {answer.status}"
        link.close()

    started = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        shares = [questions[place::CONNECTIONS] for place in range(CONNECTIONS)]
        list(pool.map(one_connection, shares))
    return len(questions) / (time.perf_counter() - started)


def compared(
    rounds: int, portal: Callable[[int], float], bare: Callable[[int], float]
) -> dict[str, float]:
    """Measure both in turns, the other one first each time; returns medians and their ratio."""
    pairs = []
    for turn in range(rounds + 1):
        if turn % 2:
            second, first = bare(turn), portal(turn)
        else:
            first, second = portal(turn), bare(turn)
        pairs.append((first, second))
    measured = pairs[1:]  # the first warms up
    ratios = sorted(mine / other for mine, other in measured)
    return {
        "portal_per_s": round(statistics.median(mine for mine, _other in measured), 1),
        "bare_per_s": round(statistics.median(other for _mine, other in measured), 1),
        "ratio": round(statistics.median(ratios), 3),
        "ratio_lowest": round(ratios[0], 3),
        "ratio_highest": round(ratios[-1], 3),
        "rounds": rounds,
    }
