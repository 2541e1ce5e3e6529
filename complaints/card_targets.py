# SPDX-License-Identifier: Apache-2.0
"""Whose card it is: the case, the unit, the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.card_deputies import to_deputies
from complaints.card_hands import hands_at
from complaints.card_hits import Hit, Place, Target
from complaints.card_places import places_of
from complaints.models.card import Card

if TYPE_CHECKING:
    pass


def targets_of(hits: list[Hit]) -> list[Target | None]:
    """Return for each hit where its card goes, None for what is about no case or complaint.

    A dozen queries, however many hits.
    """
    places = places_of({hit.subject for hit in hits})
    hands = hands_at([hit for hit in hits if hit.rule.person == "handler"], places)
    same = {
        card.subject_id: card
        for card in Card.objects.filter(subject__in=[h.subject for h in hits if _is_same(h)])
    }
    found: list[Target | None] = []
    for hit in hits:
        if hit.subject in same:
            one = same[hit.subject]
            found.append(Target(None, one.organ_id, one.centre_id, one.person_id))
        elif hit.subject in places:
            found.append(_target(hit, places[hit.subject], hands))
        else:
            found.append(None)
    to_deputies(hits, found)
    return found


def _is_same(hit: Hit) -> bool:
    return hit.rule.person == "same"


def _target(hit: Hit, place: Place, hands: dict[int, int]) -> Target | None:
    person = {
        "handler": hands.get(hit.event),
        "actor": hit.actor,
        "about": place.about,
    }.get(hit.rule.person)
    at_centre = hit.rule.unit == "centre" and place.centre is not None
    target = Target(place.case, None if at_centre else place.organ, None, person)
    if at_centre:
        target.centre = place.centre
    return target if target.organ or target.centre else None
