# SPDX-License-Identifier: Apache-2.0
"""Who had a step in hand at the moment of an event."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from complaints.card_hits import Hit, Place
from licensing.review.models import ReviewStep
from portal.kernel.audit.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


#: Acts after which a step lies in other hands, or in none.
_HANDS = ("licensing.step.claim", "licensing.step.pass", "licensing.step.reopen")


def hands_at(hits: list[Hit], places: dict[int, Place]) -> dict[int, int]:
    """Return by event who had claimed the step, or the first claimed step of the case, then."""
    cases = {places[hit.subject].case for hit in hits if hit.subject in places} - {None}
    rows = ReviewStep.objects.filter(case__in=cases).order_by("position", "pk")
    steps: dict[int, list[int]] = defaultdict(list)
    for subject, of_case in rows.values_list("subject_id", "case_id"):
        steps[of_case].append(subject)
    acts: dict[int, list[tuple[str, int | None, datetime]]] = defaultdict(list)
    known = [subject for subjects in steps.values() for subject in subjects]
    for subject, verb, actor, moment in (
        Event.objects.filter(subject__in=known, verb__in=_HANDS)
        .order_by("subject_id", "seq")
        .values_list("subject_id", "verb", "actor_id", "recorded_at")
    ):
        if moment is not None:
            acts[subject].append((verb, actor, moment))
    found = {}
    for hit in hits:
        place = places.get(hit.subject)
        whole = steps.get(place.case or 0, []) if place is not None else []
        asked = [hit.subject] if hit.subject in whole else whole
        if (holder := _holder(asked, acts, hit.recorded_at)) is not None:
            found[hit.event] = holder
    return found


def _holder(
    steps: Iterable[int],
    acts: dict[int, list[tuple[str, int | None, datetime]]],
    moment: datetime,
) -> int | None:
    for subject in steps:
        before = [act for act in acts[subject] if act[2] <= moment]
        if before and before[-1][0] == _HANDS[0]:
            return before[-1][1]
    return None
