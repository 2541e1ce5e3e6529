# SPDX-License-Identifier: Apache-2.0
"""Whose card it is: the case, the unit, the person."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from complaints.appeals.models import Complaint
from complaints.cards.finding import CardPlace, RuleMatch, Target
from complaints.cards.models import Card
from licensing.cases.models import Case
from licensing.deferrals.models import Deferral
from licensing.procedures.models import Hearing, Procedure
from licensing.review.models import OrganPart, ReviewStep
from portal.kernel.absences.models import StandIn
from portal.kernel.audit.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


# -- The case, organ and centre that an event's subject belongs to -----------------------------


_ON_A_CASE = (Procedure, Hearing, Deferral)


def places_of(subjects: set[int]) -> dict[int, CardPlace]:
    """Return by subject where it belongs; a dozen queries, however many subjects."""
    found = {
        subject: CardPlace(pk, organ, centre)
        for subject, pk, organ, centre in Case.objects.filter(subject__in=subjects).values_list(
            "subject_id", "pk", "organ_id", "centre_id"
        )
    }
    for model in _ON_A_CASE:
        found |= {
            subject: CardPlace(pk, organ, centre)
            for subject, pk, organ, centre in model._default_manager.filter(
                subject__in=subjects
            ).values_list("subject_id", "case_id", "case__organ_id", "case__centre_id")
        }
    for subject, pk, organ, centre in OrganPart.objects.filter(subject__in=subjects).values_list(
        "subject_id", "case_id", "organ_id", "case__centre_id"
    ):
        found[subject] = CardPlace(pk, organ, centre)
    for subject, pk, organ, centre in ReviewStep.objects.filter(subject__in=subjects).values_list(
        "subject_id", "case_id", "organ_id", "case__centre_id"
    ):
        found[subject] = CardPlace(pk, organ, centre)
    for subject, pk, organ, about in Complaint.objects.filter(subject__in=subjects).values_list(
        "subject_id", "case_id", "organ_id", "about_staff__user_id"
    ):
        found[subject] = CardPlace(pk, organ, None, about)
    return found


# -- Who had a step in hand at the moment of an event ------------------------------------------


#: Acts after which a step lies in other hands, or in none.
_HANDS = ("licensing.step.claim", "licensing.step.pass", "licensing.step.reopen")


def hands_at(hits: list[RuleMatch], places: dict[int, CardPlace]) -> dict[int, int]:
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


# -- The deputy in the place of a handler who was away -----------------------------------------


def to_deputies(hits: list[RuleMatch], targets: list[Target | None]) -> None:
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
        StandIn.dated.filter(
            valid_from__lt=max(day for day, _target in held),
            valid_to__gte=min(day for day, _target in held),
            content_object__user__in={target.person for _day, target in held},
        ).values_list("content_object__user_id", "user_id", "valid_from", "valid_to")
    )
    for day, target in held:
        for absentee, deputy, first, last in rows:
            if absentee == target.person and first < day <= last:
                target.person, target.stood_in_for = deputy, absentee
                break


def targets_of(hits: list[RuleMatch]) -> list[Target | None]:
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


def _is_same(hit: RuleMatch) -> bool:
    return hit.rule.person == "same"


def _target(hit: RuleMatch, place: CardPlace, hands: dict[int, int]) -> Target | None:
    person = {
        "handler": hands.get(hit.event),
        "actor": hit.actor,
        "omitter": hit.facts.get("omitted_by") or hit.actor,
        "about": place.about,
    }.get(hit.rule.person)
    at_centre = hit.rule.unit == "centre" and place.centre is not None
    target = Target(place.case, None if at_centre else place.organ, None, person)
    if at_centre:
        target.centre = place.centre
    return target if target.organ or target.centre else None
