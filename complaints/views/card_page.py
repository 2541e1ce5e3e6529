# SPDX-License-Identifier: Apache-2.0
"""One card with what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints import card_queries as queries
from complaints.actions.card_appeals import may_appeal
from complaints.card_rules import rules
from complaints.card_states import CARD, CardState
from complaints.card_words import CardOutcome
from complaints.models.card import Card
from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.deadlines.terms.rows import by_subject
from portal.kernel.errors import Invalid, listed
from portal.kernel.http.access import OVERSIGHT_ROLES, REVIEW_ROLES, roles_of, staff_only, user_of

if TYPE_CHECKING:
    pass

STAFF = (*OVERSIGHT_ROLES, *REVIEW_ROLES, Role.CLERK)


def card_of(request: HttpRequest, pk: int) -> Card:
    """Return a card that the user may open; raises Http404 for others."""
    return get_object_or_404(queries.visible_to(user_of(request)), pk=pk)


@staff_only(*STAFF)
@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one card with what can be done."""
    return page_of(request, card_of(request, pk))


def page_of(request: HttpRequest, found: Card, error: Invalid | None = None) -> HttpResponse:
    """Return the page, with what went wrong when an act was refused."""
    user = user_of(request)
    is_supervisor = Role.SUPERVISOR in roles_of(user) and user.pk != found.person_id
    term = by_subject([found.subject_id]).get(found.subject_id)
    in_time = term is not None and (term.due_on is None or clock.today() <= term.due_on)
    return render(
        request,
        "complaints/card.html",
        {
            "card": found,
            "rule": rules()[found.rule],
            "term": term,
            "story": [
                (event, _title(event.verb.removeprefix(f"{CARD.name}.")))
                for event in found.subject.events.select_related("actor__staff").order_by("-seq")
                if event.verb.startswith(f"{CARD.name}.")
            ],
            "may_appeal": found.state == CardState.RAISED and in_time and may_appeal(found, user),
            "may_answer": found.state == CardState.APPEALED
            and is_supervisor
            and user.pk != found.appealed_by_id,
            "may_close": is_supervisor
            and (
                found.state == CardState.UPHELD or (found.state == CardState.RAISED and not in_time)
            ),
            "outcomes": CardOutcome.choices,
            "sees_case": bool(roles_of(user) & set(OVERSIGHT_ROLES)),
            "problems": listed(error.problems if error else ()),
            "typed": request.POST,
        },
        status=400 if error else 200,
    )


def _title(verb: str) -> str:
    return _("亮牌") if verb == "raise" else str(CARD.arrow(verb).label)
