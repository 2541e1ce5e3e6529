# SPDX-License-Identifier: Apache-2.0
"""Lists of cards: supervision's, and a member's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints import card_queries as queries
from complaints.card_filters import narrowed
from complaints.card_rules import rules
from complaints.card_states import CardState
from complaints.card_words import Colour
from complaints.models.card import Card
from complaints.views.card_page import STAFF
from portal.kernel.deadlines.terms.rows import by_subject
from portal.kernel.http import numbers
from portal.kernel.http.access import OVERSIGHT_ROLES, staff_only, user_of
from portal.kernel.places.models import Organ

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.kernel.deadlines.terms.models import Term

PAGE = 50


def rows_of(cards: list[Card]) -> list[tuple[Card, str, Term | None]]:
    """Return each card with the name of its rule and its running period."""
    terms = by_subject([card.subject_id for card in cards])
    return [(card, rules()[card.rule].label, terms.get(card.subject_id)) for card in cards]


@staff_only(*OVERSIGHT_ROLES)
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """List all cards, narrowed by colour, rule, organ and state."""
    chosen = {
        "colour": request.GET.get("colour", ""),
        "rule": request.GET.get("rule", ""),
        "state": request.GET.get("state", "open"),
    }
    organ = numbers.whole(request.GET.get("organ"))
    found = narrowed(queries.visible_to(user_of(request)), organ=organ, **chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    organs = Organ.objects.filter(cards__isnull=False).distinct()
    return render(
        request,
        "complaints/cards.html",
        {
            "page": page,
            "cards": rows_of(list(page.object_list)),
            "query": query.urlencode(),
            "fields": _fields(chosen, organ, list(organs)),
        },
    )


def _fields(chosen: dict[str, str], organ: int | None, organs: list[Organ]) -> list[dict[str, Any]]:
    def options(rows: Iterable[tuple[str, Any]], value: str) -> list[dict[str, Any]]:
        return [{"value": key, "label": name, "selected": key == value} for key, name in rows]

    everything: list[tuple[str, Any]] = [("", _("全部"))]
    states = [("open", _("未了结")), *CardState.choices]
    named = [(code, rule.label) for code, rule in rules().items()]
    by_organ = [(str(one.pk), one.name) for one in organs]
    return [
        {
            "name": "state",
            "label": _("状态"),
            "options": options([*everything, *states], chosen["state"]),
        },
        {
            "name": "colour",
            "label": _("颜色"),
            "options": options([*everything, *Colour.choices], chosen["colour"]),
        },
        {
            "name": "rule",
            "label": _("事由"),
            "options": options([*everything, *named], chosen["rule"]),
        },
        {
            "name": "organ",
            "label": _("部门"),
            "options": options([*everything, *by_organ], str(organ or "")),
        },
    ]


@staff_only(*STAFF)
@require_safe
def my_cards(request: HttpRequest) -> HttpResponse:
    """List one's own cards, and the unit's for its head."""
    page = Paginator(queries.own(user_of(request)), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "complaints/my_cards.html",
        {"page": page, "cards": rows_of(list(page.object_list))},
    )
