# SPDX-License-Identifier: Apache-2.0
"""Which facts go to whom: the words of every notice about a case, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.absences.queries import with_deputies
from portal.kernel.accounts.models import Mandate, StaffRole, User
from portal.kernel.accounts.words import Role
from portal.kernel.acts import once
from portal.kernel.dates import day_or_limit
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.notices.actions import notify
from portal.kernel.prepared.reading import Reading
from services.items.models.item import Offering

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from licensing.cases.models import Case
    from portal.kernel.audit.models import Event


@dataclass(frozen=True)
class Words:
    """Title and body of one notice, with named places for the facts."""

    title: StrOrPromise
    body: StrOrPromise


APPLICANT_WORDS: dict[str, Words] = {
    "submitted": Words(
        _("已收到：%(item)s"),
        _("我们已收到您的申请，办件号%(number)s，查询码%(code)s。最迟%(due)s告诉您是否受理。"),
    ),
    "correction_requested": Words(
        _("请补正材料：%(item)s"),
        _("办件%(number)s还缺：%(lines)s。最迟%(due)s补上，需要补的都在这一张告知书里。"),
    ),
    "accepted": Words(_("已受理：%(item)s"), _("办件%(number)s已受理，最迟%(due)s给您结果。")),
    "accepted_deferred": Words(
        _("已容缺受理：%(item)s"),
        _("办件%(number)s已容缺受理，最迟%(due)s给您结果。最迟%(supply)s补交：%(lines)s。"),
    ),
    "deemed_accepted": Words(
        _("视为受理：%(item)s"),
        _(
            "办件%(number)s在法定期限内没有告知补正，依法自收件之日%(received)s起视为受理，最迟%(due)s给您结果。"
        ),
    ),
    "not_accepted": Words(
        _("不予受理：%(item)s"), _("办件%(number)s不予受理，理由：%(reason)s。决定书已放在办件页。")
    ),
    "deferral_supplied": Words(
        _("已收到补交材料：%(item)s"), _("办件%(number)s补交的%(lines)s已收到，我们会尽快核验。")
    ),
    "deferral_verified": Words(
        _("补交材料合格：%(item)s"), _("办件%(number)s补交的%(lines)s核验合格，继续办理。")
    ),
    "deferral_rejected": Words(
        _("补交材料需要重交：%(item)s"),
        _("办件%(number)s补交的%(lines)s不合格：%(reason)s。最迟%(supply)s重交。"),
    ),
    "deferral_reminder": Words(
        _("提醒补交材料：%(item)s"),
        _("办件%(number)s还差%(lines)s，最迟%(supply)s补交。到期没补，办件会退回。"),
    ),
    "supplement_reminder": Words(
        _("提醒补正材料：%(item)s"), _("办件%(number)s还在等您补正材料，最迟%(due)s。")
    ),
    "concluded_held": Words(
        _("审查已通过，等您补交：%(item)s"),
        _("办件%(number)s审查已通过，补交%(lines)s并核验合格后就可以领证。"),
    ),
    "paused": Words(
        _("进入%(procedure)s：%(item)s"),
        _("办件%(number)s需要%(procedure)s，计划到%(planned)s，这段时间不计入办理时限。"),
    ),
    "replanned": Words(
        _("%(procedure)s重新安排：%(item)s"),
        _("办件%(number)s的%(procedure)s改为计划到%(planned)s，理由：%(reason)s。告知书已重发。"),
    ),
    "hearing_right": Words(
        _("您可以要求听证：%(item)s"),
        _(
            "办件%(number)s作出决定之前，您有权要求听证，不收费用。最迟%(due)s答复；不答复视为放弃。"
        ),
    ),
    "hearing_reminder": Words(
        _("提醒答复听证：%(item)s"), _("办件%(number)s要不要听证，最迟%(due)s答复。")
    ),
    "hearing_asked": Words(
        _("已收到听证要求：%(item)s"),
        _("办件%(number)s最迟%(due)s举行听证，时间地点会提前通知；听证期间不计入办理时限。"),
    ),
    "hearing_scheduled": Words(
        _("听证通知：%(item)s"), _("办件%(number)s的听证定于%(when)s在%(place)s举行，不收费用。")
    ),
    "hearing_held": Words(
        _("听证结束：%(item)s"),
        _("办件%(number)s的听证笔录已入卷，时间继续计算，最迟%(due)s给您结果。"),
    ),
    "hearing_waived": Words(
        _("不举行听证：%(item)s"), _("办件%(number)s不举行听证，继续办理，最迟%(due)s给您结果。")
    ),
    "promise_overdue": Words(
        _("对不起，我们超过了承诺时限：%(item)s"),
        _(
            "办件%(number)s没有在承诺的时间内办完，我们向您致歉，正在督促%(organ)s尽快办理。%(ahead)s"
        ),
    ),
    "statute_overdue": Words(
        _("已超过法定时限：%(item)s"),
        _(
            "办件%(number)s已超过法定办理时限。您可以自知道之日起%(reconsideration)s日内向%(body)s申请行政复议；机关自收到申请之日起%(suit)s个月内（到%(suit_day)s）不履行职责的，可以向%(court)s提起诉讼。督查部门已同时收到通知。"
        ),
    ),
    "resumed": Words(
        _("%(procedure)s结束：%(item)s"),
        _("办件%(number)s的%(procedure)s已结束，时间继续计算，最迟%(due)s给您结果。"),
    ),
    "extended": Words(
        _("办理期限延长：%(item)s"),
        _("办件%(number)s经批准延长%(days)s个工作日，理由：%(reason)s。最迟%(due)s给您结果。"),
    ),
    "granted": Words(
        _("已批准：%(item)s"),
        _("办件%(number)s已批准，%(licence)s可以在网上下载，也可以到窗口领取。"),
    ),
    "refused": Words(
        _("不予批准：%(item)s"),
        _(
            "办件%(number)s不予批准，理由：%(reason)s。您可以申请复议或者提起诉讼，期限写在决定书上。"
        ),
    ),
    "delivered": Words(
        _("结果已送达：%(item)s"), _("办件%(number)s的结果已送达。办得怎么样？请给我们打分。")
    ),
    "renewed": Words(
        _("已准予延续：%(licence)s"),
        _("办件%(number)s已准予延续，%(licence)s的有效期到%(until)s。"),
    ),
    "deemed_renewed": Words(
        _("视为准予延续：%(licence)s"),
        _(
            "办件%(number)s在有效期届满前没有作出决定，依法视为准予延续，%(licence)s的有效期到%(until)s。"
        ),
    ),
    "licence_runs_out": Words(
        _("有效期快到了：%(licence)s"),
        _(
            "您的%(licence)s有效期到%(until)s。需要继续用的，最迟%(closes)s申请延续，在“我的证照”里点“申请延续”。"
        ),
    ),
    "licence_runs_out_late": Words(
        _("有效期快到了：%(licence)s"),
        _(
            "您的%(licence)s有效期到%(until)s。按期申请延续的日子是%(closes)s，已经过了；现在仍可以申请，到期前没有决定的，到期后就不能用了。"
        ),
    ),
    "banned": Words(
        _("暂时不能再次申请：%(item)s"),
        _("因%(ground)s，到%(until)s为止，不能再次申请%(item)s。您可以申请复议或者提起诉讼。"),
    ),
    "ban_lifted": Words(
        _("可以再次申请：%(item)s"), _("对%(item)s的再次申请限制已经解除，理由：%(reason)s。")
    ),
    "licence_changed": Words(
        _("证照有变：%(licence)s"),
        _("办件%(number)s的%(licence)s现在的状态是“%(state)s”，事由：%(reason)s。"),
    ),
    "withdrawn": Words(_("已撤回：%(item)s"), _("办件%(number)s已按您的要求撤回。")),
    "returned": Words(
        _("已退件：%(item)s"),
        _(
            "办件%(number)s的%(lines)s到期没有补交，已退件。如果是不可抗力造成的，请在信用页说明情况。"
        ),
    ),
    "closed_no_reply": Words(
        _("已终止：%(item)s"),
        _("办件%(number)s到期没有补正，已终止。这不影响您的信用，随时可以重新申请。"),
    ),
    "transferred": Words(
        _("应向其他机关申请：%(item)s"),
        _("办件%(number)s不属于本机关职权，请向%(organ)s申请。%(reason)s"),
    ),
    "terminated": Words(_("办理终止：%(item)s"), _("办件%(number)s已终止办理，理由：%(reason)s。")),
    "voided": Words(
        _("误录已作废：%(item)s"), _("办件%(number)s是误录，已作废，不影响您的其他申请。")
    ),
}


MOVED = "date_moved"


APPLICANT_WORDS[MOVED] = Words(
    _("日期有变：%(item)s"), _("办件%(number)s的%(term)s，因%(cause)s，现在的日期是%(due)s。")
)


STAFF_WORDS: dict[str, Words] = {
    "step_open": Words(_("待办：%(item)s"), _("办件%(number)s轮到%(step)s，最迟%(due)s。")),
    "sent_back": Words(
        _("退回重办：%(item)s"), _("办件%(number)s退回%(step)s，理由：%(reason)s。")
    ),
    "step_handed_over": Words(
        _("代办：%(item)s"), _("办件%(number)s的%(step)s由您代办，最迟%(due)s。")
    ),
    "step_due": Words(_("快到期：%(item)s"), _("办件%(number)s的%(step)s最迟%(due)s，请抓紧。")),
    "pause_late": Words(
        _("特别程序超过计划：%(item)s"),
        _("办件%(number)s的%(procedure)s原计划到%(planned)s，请尽快结束或者重新安排。"),
    ),
    "hearing_wanted": Words(
        _("申请人要求听证：%(item)s"), _("办件%(number)s的申请人要求听证，最迟%(due)s举行。")
    ),
    "limit_overdue": Words(
        _("已超过%(term)s：%(item)s"), _("办件%(number)s的%(term)s到%(due)s已满，请立即办理。")
    ),
    "step_overdue": Words(
        _("步骤超期：%(item)s"), _("办件%(number)s的%(step)s到%(due)s已满，请立即办理。")
    ),
    "part_overdue": Words(_("联办部分超期：%(item)s"), _("办件%(number)s：%(late)s。")),
    "procedure_overrun": Words(
        _("特别程序超过最长时间：%(item)s"),
        _("办件%(number)s的%(procedure)s最长到%(longest)s，现在还没有结束。"),
    ),
    "case_due": Words(_("期限提醒：%(item)s"), _("办件%(number)s的%(term)s最迟%(due)s。")),
}


def tell_applicant(case: Case, event: Event, kind: str, **facts: object) -> None:
    """Tell everybody on the applicant's side: the filer, the person, else the party itself."""
    words = APPLICANT_WORDS[kind]
    told = {"item": case.version.name, "number": case.number or "", **facts}
    title, body = str(words.title) % told, str(words.body) % told
    link = f"/cases/{case.number}/"
    reached = False
    for user in applicant_side(case):
        notify(event=event, kind=kind, user=user, title=title, body=body, link=link)
        reached = True
    if not reached:
        reachable = case.applicant.phone or case.applicant.email or case.agent is None
        party = case.applicant if reachable else case.agent
        notify(event=event, kind=kind, party=party, title=title, body=body, link=link)


def applicant_side(case: Case) -> list[User]:
    """Return who filed, who is meant and the agent, as far as they may act today.

    An agent whose mandate has ended has no business with the case any more. Read once an act.
    """
    who = {
        "case": case.pk,
        "applicant": case.applicant_id,
        "settled": case.applicant.same_as_id or case.applicant_id,
        "agent": case.agent_id,
        "filed_by": case.filed_by_id,
    }
    return once(("applicant_side", case.pk), lambda: _side.all(**who, day=clock.today()))


def _reached(
    case: Any, applicant: Any, settled: Any, agent: Any, filed_by: Any, day: Any
) -> QuerySet[User]:
    meant = Q(person=applicant) | Q(person=settled)
    matter = Offering.objects.filter(versions__cases=case).values("code")
    mandates = Mandate.dated.in_force(day).filter(
        Q(matter="") | Q(matter__in=matter), content_object=applicant
    )
    may_act = meant | Q(pk__in=mandates.values("user_id"))
    concerned = meant | Q(person=agent) | Q(pk=filed_by)
    return User.objects.filter(concerned & may_act).select_related("person")


_side = Reading(
    "applicant_side",
    {
        "case": "bigint", "applicant": "bigint", "settled": "bigint", "agent": "bigint",
        "filed_by": "bigint", "day": "date",
    },
    _reached,
)  # fmt: skip


def tell_supervisors(case: Case, event: Event, kind: str, **facts: object) -> None:
    """Tell those who supervise, with the way to their own view of the case."""
    link = f"/supervision/cases/{case.number}/"
    tell_staff(case, event, kind, in_role(Role.SUPERVISOR), link=link, **facts)


def tell_staff(
    case: Case, event: Event, kind: str, users: Iterable[User], *, link: str = "", **facts: object
) -> None:
    """Tell members of staff about work of theirs, and the deputies of those who are away.

    ``link`` leads to the review desk's view of the case unless told otherwise.
    """
    words = STAFF_WORDS[kind]
    told = {"item": case.version.name, "number": case.number or "", **facts}
    for user, absentee in with_deputies(users, clock.today()):
        title = str(words.title) % told
        notify(
            event=event,
            kind=kind,
            user=user,
            title=for_absentee(title, absentee),
            body=str(words.body) % told,
            link=link or f"/review/{case.number}/",
        )


def for_absentee(title: str, absentee: User | None) -> str:
    """Return a deputy's title, with the colleague it is done for: 代张三 待办：…"""
    if absentee is None:
        return title
    return str(_("代%(name)s %(title)s")) % {
        "name": absentee.name,
        "title": title,
    }


def holders_of(organ_id: int, role: str) -> QuerySet[User]:
    """Return the active users who hold a role in an organ today."""
    return in_role(role).filter(staff__organ_id=organ_id)


def in_role(role: str) -> QuerySet[User]:
    """Return the active users who hold a role today, wherever."""
    held = StaffRole.objects.in_force(clock.today()).filter(role=role)
    return User.objects.filter(is_active=True, staff__in=held.values("staff_id")).select_related(
        "staff", "person"
    )


def due_text(term: Term) -> str:
    """Return the day that has passed, as people read it."""
    return day_or_limit(term.due_on, term.limit)
