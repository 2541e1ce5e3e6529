# SPDX-License-Identifier: Apache-2.0
"""One card with what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from complaints.cards import queries
from complaints.cards.appeals import answer_appeal, appeal, close_card, may_appeal
from complaints.cards.models import Card, CardOutcome, Colour
from complaints.cards.queries import narrowed
from complaints.cards.rules import rules
from complaints.cards.states import CARD, CardState
from portal.kernel import clock
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import OVERSIGHT_ROLES, REVIEW_ROLES, Role
from portal.kernel.deadlines.terms.rows import by_subject
from portal.kernel.errors import Invalid, listed
from portal.kernel.http import numbers
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.places.models import Organ

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from portal.kernel.deadlines.terms.models import Term


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
        "complaints/cards/card.html",
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


# -- The acts on a card ------------------------------------------------------------------------


def _appeal(request: HttpRequest, found: Card) -> str:
    appeal(card=found, text=request.POST.get("appeal", ""), by=user_of(request), at=clock.now())
    return _("申诉已提交，期限内会答复；逾期不答复，牌即撤销。")


def _answer(request: HttpRequest, found: Card) -> str:
    answer_appeal(
        card=found,
        verdict=request.POST.get("verdict", ""),
        reason=request.POST.get("answer", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("申诉已答复。")


def _close(request: HttpRequest, found: Card) -> str:
    close_card(
        card=found,
        outcome=request.POST.get("outcome", ""),
        note=request.POST.get("note", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("处理结果已记录。")


ACTS: dict[str, Callable[[HttpRequest, Card], str]] = {
    "appeal": _appeal,
    "answer": _answer,
    "close": _close,
}


@staff_only(*STAFF)
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one act on a card."""
    found = card_of(request, pk)
    if verb not in ACTS:
        raise Http404
    try:
        said = ACTS[verb](request, found)
    except Invalid as error:
        return page_of(request, card_of(request, pk), error)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("complaints:card", args=[pk]))


# -- Lists of cards: supervision's, and a member's own -----------------------------------------


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
        "state": request.GET.get("state", queries.UNSETTLED),
    }
    organ = numbers.whole(request.GET.get("organ"))
    found = narrowed(queries.visible_to(user_of(request)), organ=organ, **chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    organs = Organ.objects.filter(cards__isnull=False).distinct()
    return render(
        request,
        "complaints/cards/cards.html",
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
    states = [(queries.UNSETTLED, _("未了结")), *CardState.choices]
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
        "complaints/cards/my_cards.html",
        {"page": page, "cards": rows_of(list(page.object_list))},
    )
