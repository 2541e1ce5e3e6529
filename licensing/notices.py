# SPDX-License-Identifier: Apache-2.0
"""Which facts go to whom: the words of every notice about a case, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.accounts.models import Mandate, StaffRole, User
from portal.kernel.notices.actions import notify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from licensing.models import Case
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
        _("办件%(number)s还缺：%(lines)s。请在%(due)s前补上，需要补的都在这一张告知书里。"),
    ),
    "accepted": Words(_("已受理：%(item)s"), _("办件%(number)s已受理，最迟%(due)s给您结果。")),
    "accepted_deferred": Words(
        _("已容缺受理：%(item)s"),
        _("办件%(number)s已容缺受理，最迟%(due)s给您结果。请在%(supply)s前补交：%(lines)s。"),
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
        _("办件%(number)s补交的%(lines)s不合格：%(reason)s。请在%(supply)s前重交。"),
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
    _("日期有变：%(item)s"), _("办件%(number)s的%(term)s，因放假安排调整，最迟日期是%(due)s。")
)

STAFF_WORDS: dict[str, Words] = {
    "step_open": Words(_("待办：%(item)s"), _("办件%(number)s轮到%(step)s，最迟%(due)s。")),
    "sent_back": Words(
        _("退回重办：%(item)s"), _("办件%(number)s退回%(step)s，理由：%(reason)s。")
    ),
    "step_due": Words(_("快到期：%(item)s"), _("办件%(number)s的%(step)s最迟%(due)s，请抓紧。")),
    "pause_late": Words(
        _("特别程序超过计划：%(item)s"),
        _("办件%(number)s的%(procedure)s原计划到%(planned)s，请尽快结束或者重新安排。"),
    ),
    "case_due": Words(_("期限提醒：%(item)s"), _("办件%(number)s的%(term)s最迟%(due)s。")),
}


def tell_applicant(case: Case, event: Event, kind: str, **facts: object) -> None:
    """Tell everybody on the applicant's side: the filer, the person, else the party itself."""
    words = APPLICANT_WORDS[kind]
    told = {"item": case.version.name, "number": case.number or "", **facts}
    title, body = str(words.title) % told, str(words.body) % told
    link = f"/cases/{case.number}/"
    users = User.objects.filter(pk__in=_applicant_users(case)).filter(_still_acts(case))
    reached = False
    for user in users.select_related("person"):
        notify(event=event, kind=kind, user=user, title=title, body=body, link=link)
        reached = True
    if not reached:
        notify(event=event, kind=kind, party=case.applicant, title=title, body=body, link=link)


def _still_acts(case: Case) -> Q:
    """Keep the applicant and agents whose mandate is in force: others have no business with it."""
    mandates = Mandate.objects.in_force(clock.today()).filter(content_object=case.applicant_id)
    return Q(person=case.applicant_id) | Q(pk__in=mandates.values("user_id"))


def _applicant_users(case: Case) -> list[int]:
    people = {case.applicant_id, case.agent_id} - {None}
    return [
        *User.objects.filter(person__in=people).values_list("pk", flat=True),
        case.filed_by_id,
    ]


def tell_staff(case: Case, event: Event, kind: str, users: Iterable[User], **facts: object) -> None:
    """Tell members of staff about work of theirs."""
    words = STAFF_WORDS[kind]
    told = {"item": case.version.name, "number": case.number or "", **facts}
    for user in users:
        notify(
            event=event,
            kind=kind,
            user=user,
            title=str(words.title) % told,
            body=str(words.body) % told,
            link=f"/review/{case.number}/",
        )


def holders_of(organ_id: int, role: str) -> QuerySet[User]:
    """Return the active users who hold a role in an organ today."""
    return in_role(role).filter(staff__organ_id=organ_id)


def in_role(role: str) -> QuerySet[User]:
    """Return the active users who hold a role today, wherever."""
    held = StaffRole.objects.in_force(clock.today()).filter(role=role)
    return User.objects.filter(is_active=True, staff__in=held.values("staff_id")).select_related(
        "staff", "person"
    )
