# SPDX-License-Identifier: Apache-2.0
"""The acts on a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from complaints.actions.card_answers import answer_appeal
from complaints.actions.card_appeals import appeal
from complaints.actions.card_closing import close_card
from complaints.models.card import Card
from complaints.views.card_page import STAFF, card_of, page_of
from portal.kernel import clock
from portal.kernel.errors import Invalid
from portal.kernel.http.access import staff_only, user_of

if TYPE_CHECKING:
    from collections.abc import Callable


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
