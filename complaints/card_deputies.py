# SPDX-License-Identifier: Apache-2.0
"""The deputy in the place of a handler who was away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.card_hits import Hit, Target
from portal.kernel.absences.models import Absence

if TYPE_CHECKING:
    pass


def to_deputies(hits: list[Hit], targets: list[Target | None]) -> None:
    """Put the deputy in the place of a handler who was away when the time ran out.

    Only when the deputy had it for more than that last day: who goes away on the last day
    leaves the delay behind as his own.
    """
    held = [
        (hit.failed_on, target)
        for hit, target in zip(hits, targets, strict=True)
        if target is not None and hit.rule.person == "handler" and target.person is not None
    ]
    if not held:
        return
    rows = list(
        Absence.objects.touching(min(d for d, _t in held), max(d for d, _t in held))
        .filter(staff__user__in={target.person for _day, target in held})
        .values_list("staff__user_id", "deputy__user_id", "first_day", "last_day", "returned_on")
    )
    for day, target in held:
        for absentee, deputy, first, last, returned in rows:
            away = first < day <= last and (returned is None or day < returned)
            if absentee == target.person and away:
                target.person, target.stood_in_for = deputy, absentee
                break
