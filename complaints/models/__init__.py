# SPDX-License-Identifier: Apache-2.0
"""All models of complaints."""

from complaints.appeals.models import AppealKind, Complaint, Finding, Ground
from complaints.card_words import CardOutcome, Colour
from complaints.models.card import Card
from complaints.models.card_watch import CardWatch
from complaints.ratings.models import Rating, Urge

__all__ = [
    "AppealKind",
    "Card",
    "CardOutcome",
    "CardWatch",
    "Colour",
    "Complaint",
    "Finding",
    "Ground",
    "Rating",
    "Urge",
]
