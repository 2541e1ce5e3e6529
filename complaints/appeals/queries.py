# SPDX-License-Identifier: Apache-2.0
"""Reading complaints: who sees which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from complaints.appeals.models import Complaint
from complaints.appeals.states import ComplaintState
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import OVERSIGHT_ROLES, REVIEW_ROLES
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import TermState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


def _joined() -> QuerySet[Complaint]:
    return Complaint.objects.select_related("subject", "organ", "case__version", "handler__staff")


def own(user: User) -> QuerySet[Complaint]:
    """Return what a citizen has filed."""
    return _joined().filter(filed_by=user)


def at_work(user: User) -> QuerySet[Complaint]:
    """Return what a member of staff may handle or oversee.

    Nobody sees a complaint about himself.
    """
    staff = user.staff_member
    if staff is None:
        return Complaint.objects.none()
    held = roles_of(user)
    rows = _joined().exclude(about_staff=staff)
    if held & set(OVERSIGHT_ROLES):
        return rows
    if held & set(REVIEW_ROLES) and staff.organ_id is not None:
        return rows.filter(Q(organ_id=staff.organ_id) & ~Q(state=ComplaintState.FILED))
    return Complaint.objects.none()


def due_terms(rows: list[Complaint]) -> dict[int, Term]:
    """Return the running period of each complaint, in one query."""
    terms = Term.objects.filter(
        subject_id__in=[row.subject_id for row in rows],
        state=TermState.RUNNING,
        kind__in=("dispatch", "answer"),
    )
    return {term.subject_id: term for term in terms.order_by("kind")}
