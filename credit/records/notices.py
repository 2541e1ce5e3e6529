# SPDX-License-Identifier: Apache-2.0
"""Words to the party about its credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.accounts.models import Mandate, User
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit
from portal.kernel.deadlines.terms.registry import label_of
from portal.kernel.notices.actions import notify

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.accounts.models import Party
    from portal.kernel.audit.models import Event
    from portal.kernel.deadlines.terms.models import Term


WORDS = {
    "hearing": (
        _("请说明情况：容缺材料逾期未补"),
        _("“%(name)s”承诺补交的材料到期没有交。最迟%(due)s陈述，不可抗力等情况说明后不作记录。"),
    ),
    "hearing_reminder": (
        _("提醒：还可以说明情况"),
        _("“%(name)s”承诺补交的材料到期没有交，最迟%(due)s陈述。"),
    ),
    "date_moved": (
        _("日期有变：信用"),
        _("“%(name)s”的%(term)s，因放假安排调整，最迟日期是%(due)s。"),
    ),
    "heard": (_("已收到您的陈述"), _("“%(name)s”的陈述已收到，认定结果会通知您。")),
    "marked": (
        _("违诺记录已生成"),
        _(
            "“%(name)s”的违诺记录有效至%(end)s，期间不能容缺申请，材料齐全的申请不受影响；可以申请修复。"
        ),
    ),
    "excused": (_("不作违诺记录"), _("“%(name)s”的情况已核实，不作记录。")),
    "repair_granted": (_("信用已修复"), _("“%(name)s”的违诺记录已修复，可以继续容缺申请。")),
    "repair_refused": (
        _("修复申请没有通过"),
        _("“%(name)s”的修复申请没有通过，理由：%(reason)s。改正后可以再次申请。"),
    ),
}


def tell_party(party: Party, event: Event, kind: str, on: date, **facts: object) -> None:
    """Tell the person, or everybody who may act for the enterprise, else the party itself."""
    title, body = WORDS[kind]
    told = {"name": party.masked_name, **facts}
    agents = Mandate.dated.in_force(on).filter(content_object=party)
    users = User.objects.filter(pk__in=agents.values("user_id")) | User.objects.filter(person=party)
    reached = False
    for user in users.select_related("person"):
        reached = True
        notify(
            event=event,
            kind=kind,
            user=user,
            title=str(title),
            body=str(body) % told,
            link="/credit/",
        )
    if not reached:
        notify(
            event=event,
            kind=kind,
            party=party,
            title=str(title),
            body=str(body) % told,
            link="/credit/",
        )


# -- The ladder and the moved dates of hearings and repairs ------------------------------------


def tell_moved(party: Party, term: Term, old_due: date | None) -> None:
    """Tell the party that the due date of a hearing or repair has moved."""
    facts = {"term": term.pk, "from": old_due.isoformat() if old_due else None}
    event = record(subject=term.subject, verb="credit.reminder.moved", facts=facts)
    due = day_or_limit(term.due_on, term.limit)
    tell_party(party, event, "date_moved", clock.today(), term=str(label_of(term.kind)), due=due)
