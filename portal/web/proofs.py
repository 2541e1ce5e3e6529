# SPDX-License-Identifier: Apache-2.0
"""Who may see why a period ends when it ends: whoever may open the thing that it times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.appeals.queries import at_work, own
from complaints.cards.queries import visible_to
from credit.determinations.queries import determinations_visible_to
from credit.repair.queries import repairs_visible_to
from licensing.bans.models import Ban
from licensing.cases.queries import visible_to as cases_visible_to
from licensing.deferrals.models import Deferral
from licensing.licences.models import Licence
from licensing.licences.queries import licences_of
from licensing.procedures.models import Hearing, Procedure
from licensing.review.models import OrganPart, ReviewStep
from portal.kernel.accounts.queries import principals_of, roles_of
from portal.kernel.accounts.words import OVERSIGHT_ROLES
from portal.kernel.deadlines.terms.models import Term

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from portal.kernel.accounts.models import User

#: What belongs to a case is seen by whoever sees the case.
_OF_A_CASE: dict[str, type[Model]] = {
    "licensing.step": ReviewStep,
    "licensing.deferral": Deferral,
    "licensing.part": OrganPart,
    "licensing.procedure": Procedure,
    "licensing.hearing": Hearing,
}


def _case(user: User, subject: int) -> str | None:
    return cases_visible_to(user).filter(subject=subject).values_list("number", flat=True).first()


def _of_a_case(model: type[Model]) -> Callable[[User, int], str | None]:
    def opened(user: User, subject: int) -> str | None:
        key = model._default_manager.filter(subject=subject).values("case")
        return cases_visible_to(user).filter(pk__in=key).values_list("number", flat=True).first()

    return opened


def _licence(user: User, subject: int) -> str | None:
    held = licences_of(user).filter(subject=subject).first()
    return held.title if held is not None else _of_a_case(Licence)(user, subject)


def _ban(user: User, subject: int) -> str | None:
    """Return the barred item's name: the barred party sees it, and those who oversee."""
    rows = Ban.objects.filter(subject=subject)
    if not roles_of(user) & set(OVERSIGHT_ROLES):
        rows = rows.filter(party__in=principals_of(user).values("pk"))
    return rows.values_list("item__name", flat=True).first()


def _complaint(user: User, subject: int) -> str | None:
    rows = own(user) if user.staff_member is None else at_work(user)
    return rows.filter(subject=subject).values_list("number", flat=True).first()


def _card(user: User, subject: int) -> str | None:
    found = visible_to(user).filter(subject=subject).first()
    return found.get_colour_display() if found is not None else None


def _determination(user: User, subject: int) -> str | None:
    found = determinations_visible_to(user).filter(subject=subject).first()
    return found.get_ground_display() if found is not None else None


def _repair(user: User, subject: int) -> str | None:
    found = repairs_visible_to(user).filter(subject=subject).first()
    return found.record.get_kind_display() if found is not None else None


_DOORS: dict[str, Callable[[User, int], str | None]] = {
    "licensing.case": _case,
    "licensing.licence": _licence,
    "licensing.ban": _ban,
    "complaints.complaint": _complaint,
    "complaints.card": _card,
    "credit.determination": _determination,
    "credit.repair": _repair,
    **{kind: _of_a_case(model) for kind, model in _OF_A_CASE.items()},
}


def opened(user: User, pk: int) -> tuple[Term, str] | None:
    """Return a period and the name of what it times, None when the user may not open that."""
    term = (
        Term.objects.select_related("subject", "extension")
        .prefetch_related("subject__pauses")
        .filter(pk=pk)
        .first()
    )
    door = _DOORS.get(term.subject.kind) if term is not None else None
    name = door(user, term.subject_id) if term is not None and door is not None else None
    return (term, name) if term is not None and name is not None else None
