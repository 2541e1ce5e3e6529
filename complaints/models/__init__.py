# SPDX-License-Identifier: Apache-2.0
"""All models of complaints."""

from complaints.appeals.models import AppealKind, Complaint, ComplaintGround, Finding
from complaints.cards.models import Card, CardOutcome, CardWatch, Colour
from complaints.ratings.models import Rating, Urge

__all__ = [
    "AppealKind",
    "Card",
    "CardOutcome",
    "CardWatch",
    "Colour",
    "Complaint",
    "ComplaintGround",
    "Finding",
    "Rating",
    "Urge",
]
