# SPDX-License-Identifier: Apache-2.0
"""The acts of the review on a case: its steps, the decision, the limit, the licence."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from licensing.bans.actions import lift
from licensing.bans.models import Ban
from licensing.cases import story
from licensing.decisions.decide import decide, terminate
from licensing.licences.actions import change_licence
from licensing.licences.models import Licence
from licensing.review import extension
from licensing.review.actions import claim, pass_step, send_back
from licensing.review.models import ReviewStep
from licensing.workbench.side_acts import HEARING_ACTS, INSPECTION_ACTS, PROCEDURE_ACTS
from portal.kernel import clock
from portal.kernel.http import codes, numbers
from portal.kernel.http.access import staff_of, user_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from licensing.cases.models import Case


def _step(request: HttpRequest, found: Case) -> ReviewStep:
    return get_object_or_404(
        ReviewStep.objects.select_related("case"),
        pk=numbers.key(request.POST.get("step")),
        case=found,
        organ=staff_of(user_of(request)).organ,
    )


def _claim(request: HttpRequest, found: Case) -> str:
    claim(step=_step(request, found), by=user_of(request), at=clock.now())
    return _("已领取，轮到您办理。")


def _pass(request: HttpRequest, found: Case) -> str:
    pass_step(
        step=_step(request, found),
        opinion=request.POST.get("opinion", ""),
        revision=story.revision_of(request),
        by=user_of(request),
        at=clock.now(),
    )
    return _("已通过，转到下一步。")


def _send_back(request: HttpRequest, found: Case) -> str:
    target = get_object_or_404(ReviewStep, pk=numbers.key(request.POST.get("target")), case=found)
    send_back(
        step=_step(request, found),
        target=target,
        reason=request.POST.get("opinion", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("已退回。")


def _decide(request: HttpRequest, found: Case) -> str:
    decide(
        case=found,
        outcome=request.POST.get("outcome", ""),
        opinion=request.POST.get("opinion", ""),
        key=codes.code(request.POST, "key", most=80) or secrets.token_hex(16),
        false_materials=bool(request.POST.get("false_materials")),
        revision=story.revision_of(request),
        by=user_of(request),
        at=clock.now(),
    )
    return _("决定已作出，文书正在生成。")


def _lift_ban(request: HttpRequest, found: Case) -> str:
    ban = get_object_or_404(
        Ban.objects.select_related("case"), pk=numbers.key(request.POST.get("ban")), case=found
    )
    lift(ban=ban, reason=request.POST.get("reason", ""), by=user_of(request), at=clock.now())
    return _("禁止期已解除，并已告知当事人。")


def _licence(request: HttpRequest, found: Case) -> str:
    licence = get_object_or_404(
        Licence.objects.select_related("case"),
        pk=numbers.key(request.POST.get("licence")),
        case=found,
    )
    change_licence(
        licence=licence,
        verb=request.POST.get("verb", ""),
        reason=request.POST.get("reason", ""),
        is_fraud=bool(request.POST.get("is_fraud")),
        by=user_of(request),
        at=clock.now(),
    )
    return _("证照状态已更新，并已告知持证人。")


def _extend(request: HttpRequest, found: Case) -> str:
    extension.extend(
        case=found,
        days=numbers.whole(request.POST.get("days")) or 0,
        reason=request.POST.get("reason", ""),
        approval=request.POST.get("approval", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("已批准延期，并已告知申请人。")


def _terminate(request: HttpRequest, found: Case) -> str:
    terminate(
        case=found, reason=request.POST.get("reason", ""), by=user_of(request), at=clock.now()
    )
    return _("已终止办理。")


#: What an organ may do whose part of a joint case it is; all else is the deciding organ's.
PART_ACTS: dict[str, Callable[[HttpRequest, Case], str]] = {
    "claim": _claim,
    "pass": _pass,
    "send-back": _send_back,
}
ACTS: dict[str, Callable[[HttpRequest, Case], str]] = {
    **PART_ACTS,
    **PROCEDURE_ACTS,
    **HEARING_ACTS,
    **INSPECTION_ACTS,
    "decide": _decide,
    "extend": _extend,
    "licence": _licence,
    "lift-ban": _lift_ban,
    "terminate": _terminate,
}
