# SPDX-License-Identifier: Apache-2.0
"""Granting mandates and ending them: the one way, whoever asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.words import COURT_KINDS, Confirmed, MandateKind
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Refused
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from portal.kernel.audit.models import Event


def standing(on: date) -> QuerySet[Mandate]:
    """Return the mandates that hold on a day or will later, the resting ones among them."""
    ahead = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    found: QuerySet[Mandate] = Mandate.dated.filter(ahead, ended_at__isnull=True)
    return found


@act
def grant_mandate(
    *,
    agent: User,
    principal: Party,
    kind: str = MandateKind.AGENT,
    valid_from: date | None = None,
    valid_to: date | None = None,
    by: User | None = None,
    **more: Any,
) -> Mandate:
    """Let a user act for a party from a day to a day (委托代理); ``by`` checked the papers.

    ``more``: ``relation``, ``matter`` and ``matter_name`` of the one item it is limited to,
    ``confirmed`` and the court's ``paper``. While one by a court's paper is in force, all others of
    the party rest. Raises Refused for one's own mandate and while a court's administrator
    represents the party, Invalid for an end before the start.
    """
    start = valid_from or clock.today()
    if by is not None and by.pk == agent.pk:
        raise Refused("own_mandate", _("自己的委托须由其他人员登记（回避）。"))
    if valid_to is not None and valid_to < start:
        raise Invalid("valid_to", _("委托的截止日期不能早于开始日期。"), "valid_to")
    Party.objects.select_for_update().get(pk=principal.pk)
    by_court = kind in COURT_KINDS
    if not by_court and _is_administered(principal, start):
        raise Refused(
            "administered", _("这家单位现由法院指定的管理人代表，管理人以外的委托不能登记。")
        )
    subject = Subject.objects.begin("kernel.mandate")
    mandate: Mandate = Mandate.objects.assign_perm(
        "act_in" if more.get("matter") else "act_for", agent, principal,
        kind=kind, valid_from=start, valid_to=valid_to, subject=subject, **more,
    )  # fmt: skip
    record(
        subject=subject,
        verb="kernel.mandate.grant",
        by=by,
        facts={
            "agent": agent.pk,
            "principal": principal.pk,
            "kind": str(kind),
            "matter": more.get("matter", ""),
            "confirmed": str(more.get("confirmed", Confirmed.PAPER)),
            "valid_to": valid_to.isoformat() if valid_to else None,
        },
        on_behalf_of=principal,
        citation="资阳市优化营商环境条例第四十八条" if by_court else "行政许可法第二十九条",
    )
    return mandate


def _is_administered(party: Party, start: date) -> bool:
    """Tell whether a court's administrator represents the party on the day or later."""
    found: bool = standing(start).filter(content_object=party, kind__in=COURT_KINDS).exists()
    return found


def end_mandates(
    mandates: QuerySet[Mandate], *, by: User | None, at: datetime
) -> list[tuple[Mandate, Event]]:
    """End those of some mandates that stand, at once, in the caller's transaction.

    Returns each with its event. What they allowed was allowed; whoever wants it told tells it.
    """
    rows = list(
        mandates.filter(pk__in=standing(clock.local_date(at)).values("pk"))
        .select_for_update(of=("self",))
        .select_related("content_object", "user__person", "subject")
        .order_by("pk")
    )
    Mandate.dated.filter(pk__in=[row.pk for row in rows]).update(ended_at=at)
    return [
        (
            row,
            record(
                subject=row.subject or Subject.objects.begin("kernel.mandate"),
                verb="kernel.mandate.end",
                by=by,
                facts={
                    "mandate": row.pk, "agent": row.user_id, "principal": row.content_object_id,
                },
                on_behalf_of=row.content_object,
            ),
        )
        for row in rows
    ]  # fmt: skip
