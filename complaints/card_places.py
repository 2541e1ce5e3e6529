# SPDX-License-Identifier: Apache-2.0
"""The case, organ and centre that an event's subject belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.appeals.models import Complaint
from complaints.card_hits import Place
from licensing.cases.models import Case
from licensing.deferrals.models import Deferral
from licensing.procedures.models import Hearing, Procedure
from licensing.review.models import OrganPart, ReviewStep

if TYPE_CHECKING:
    pass

_ON_A_CASE = (Procedure, Hearing, Deferral)


def places_of(subjects: set[int]) -> dict[int, Place]:
    """Return by subject where it belongs; a dozen queries, however many subjects."""
    found = {
        subject: Place(pk, organ, centre)
        for subject, pk, organ, centre in Case.objects.filter(subject__in=subjects).values_list(
            "subject_id", "pk", "organ_id", "centre_id"
        )
    }
    for model in _ON_A_CASE:
        found |= {
            subject: Place(pk, organ, centre)
            for subject, pk, organ, centre in model._default_manager.filter(
                subject__in=subjects
            ).values_list("subject_id", "case_id", "case__organ_id", "case__centre_id")
        }
    for subject, pk, organ, centre in OrganPart.objects.filter(subject__in=subjects).values_list(
        "subject_id", "case_id", "organ_id", "case__centre_id"
    ):
        found[subject] = Place(pk, organ, centre)
    for subject, pk, organ, centre in ReviewStep.objects.filter(subject__in=subjects).values_list(
        "subject_id", "case_id", "organ_id", "case__centre_id"
    ):
        found[subject] = Place(pk, organ, centre)
    for subject, pk, organ, about in Complaint.objects.filter(subject__in=subjects).values_list(
        "subject_id", "case_id", "organ_id", "about_staff__user_id"
    ):
        found[subject] = Place(pk, organ, None, about)
    return found
