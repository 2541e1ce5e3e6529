# SPDX-License-Identifier: Apache-2.0
"""Why it is this day: one period with its calendar picture and the article."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.kernel import clock
from portal.kernel.deadlines.notices.stored import current
from portal.kernel.deadlines.proof import days
from portal.kernel.deadlines.terms.registry import label_of
from portal.kernel.deadlines.terms.rows import standing_of
from portal.kernel.deadlines.words import STATE_LABELS, TermState
from portal.kernel.http.access import signed_in, user_of
from portal.web.proofs import opened


@signed_in
@require_safe
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the proof of a due date; 404 for a period of somebody else's thing."""
    found = opened(user_of(request), pk)
    if found is None:
        raise Http404
    one, name = found
    calendar, today = current(), clock.today()
    runs = one.state == TermState.RUNNING
    return render(
        request,
        "web/proof.html",
        {
            "term": one,
            "name": name,
            "label": label_of(one.kind),
            "standing": standing_of(one, today, calendar) if runs else one.state,
            "state": STATE_LABELS[TermState(one.state)],
            "limit_text": days.amount(one.limit, one.unit),
            "proof": days.of_term(one, today, calendar),
            "base": "staff_base.html" if user_of(request).staff_member else "base.html",
        },
    )
