# SPDX-License-Identifier: Apache-2.0
"""All models of complaints."""

from complaints.models.complaint import AppealKind, Complaint
from complaints.models.rating import Rating, Urge

__all__ = ["AppealKind", "Complaint", "Rating", "Urge"]
