# SPDX-License-Identifier: Apache-2.0
"""Messages about complaints: words, reminders, moved dates, work passed to a deputy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from complaints.appeals.models import Complaint
from complaints.appeals.queries import due_terms
from complaints.appeals.states import ComplaintState
from portal.kernel import clock
from portal.kernel.absences.queries import for_absentee, holders_of, with_deputies
from portal.kernel.accounts.words import Role
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit
from portal.kernel.notices.actions import notify

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.accounts.models import User
    from portal.kernel.audit.models import Event
    from portal.kernel.deadlines.terms.models import Term


WORDS = {
    "complaint_dispatched": (
        _("诉求已派单"),
        _("诉求%(number)s已交%(organ)s办理，最迟%(due)s答复您。"),
    ),
    "complaint_moved": (
        _("日期有变：诉求%(number)s"),
        _("诉求%(number)s因放假安排调整，最迟日期是%(due)s。"),
    ),
    "complaint_due": (
        _("诉求快到期：%(number)s"),
        _("诉求%(number)s最迟%(due)s答复，请抓紧。"),
    ),
    "complaint_handed_over": (
        _("代办诉求"),
        _("诉求%(number)s由您代办，最迟%(due)s答复。"),
    ),
    "complaint_answered": (_("诉求已答复"), _("诉求%(number)s已答复，请查看；不满意可以说明。")),
    "complaint_assigned": (
        _("新诉求待签收"),
        _("诉求%(number)s已派给%(organ)s，最迟%(due)s答复。"),
    ),
}


def tell_complainant(complaint: Complaint, event: Event, kind: str, **facts: object) -> None:
    """Tell the one who filed it, when there is an account."""
    if complaint.filed_by is None:
        return
    title, body = WORDS[kind]
    notify(
        event=event,
        kind=kind,
        user=complaint.filed_by,
        title=str(title) % {"number": complaint.number},
        body=str(body) % {"number": complaint.number, **facts},
        link=f"/complaints/{complaint.number}/",
    )


def tell_handler(complaint: Complaint, event: Event, kind: str, **facts: object) -> None:
    """Tell the handler of a complaint, and the deputy of one who is away."""
    if complaint.handler is None:
        return
    title, body = WORDS[kind]
    for user, absentee in with_deputies([complaint.handler], clock.today()):
        notify(
            event=event,
            kind=kind,
            user=user,
            title=for_absentee(str(title) % {"number": complaint.number}, absentee),
            body=str(body) % {"number": complaint.number, **facts},
            link=f"/complaints/desk/{complaint.number}/",
        )


def tell_organ(complaint: Complaint, event: Event, **facts: object) -> None:
    """Tell those who handle complaints in the organ, never the one complained of."""
    if complaint.organ_id is None:
        return
    title, body = WORDS["complaint_assigned"]
    reviewers = holders_of(complaint.organ_id, Role.REVIEWER)
    for user, absentee in with_deputies(reviewers, clock.today()):
        if user.staff_member is not None and user.staff_member.pk == complaint.about_staff_id:
            continue
        notify(
            event=event,
            kind="complaint_assigned",
            user=user,
            title=for_absentee(str(title), absentee),
            body=str(body) % {"number": complaint.number, **facts},
            link=f"/complaints/desk/{complaint.number}/",
        )


# -- The ladder of a complaint's answer: who has it in hand is reminded ------------------------


DUE = "complaint_due"


def remind_of_answer(term: Term, rung: str) -> None:
    """Remind the handler (or his deputy); before anybody has signed for it, the organ."""
    complaint = Complaint.objects.select_related("subject", "organ", "handler").get(
        subject=term.subject_id
    )
    event = record(
        subject=complaint.subject, verb="complaints.reminder.answer", facts={"rung": rung}
    )
    due = day_or_limit(term.due_on, term.limit)
    if complaint.handler is not None:
        tell_handler(complaint, event, DUE, due=due)
    elif complaint.organ is not None:
        tell_organ(complaint, event, organ=complaint.organ.name, due=due)


# -- Telling those who wait when a calendar change moved the date of a complaint ---------------


MOVED = "complaint_moved"


def moved_event(term: Term, old_due: date | None) -> Event:
    """Write the event that a due date has moved, with the old and the new day."""
    return record(
        subject=term.subject,
        verb="complaints.reminder.moved",
        facts={
            "term": term.pk,
            "from": old_due.isoformat() if old_due else None,
            "to": term.due_on.isoformat() if term.due_on else None,
        },
    )


def complaint_moved(term: Term, old_due: date | None) -> None:
    """Tell the complainant and the handler by when the answer comes now."""
    complaint = Complaint.objects.select_related("subject", "filed_by", "handler").get(
        subject=term.subject_id
    )
    event, due = moved_event(term, old_due), day_or_limit(term.due_on, term.limit)
    tell_complainant(complaint, event, MOVED, due=due)
    tell_handler(complaint, event, MOVED, due=due)


# -- The complaints on the desk of one who goes away, passed on to the deputy ------------------


HANDED_OVER = "complaint_handed_over"


def hand_over_complaints(absentee: User, deputy: User, event: Event) -> int:
    """Tell the deputy of each complaint in the absentee's hands; returns how many.

    One about the deputy himself is not told to him.
    """
    rows = list(
        Complaint.objects.filter(handler=absentee, state=ComplaintState.IN_HANDLING)
        .exclude(about_staff__user=deputy)
        .exclude(filed_by=deputy)
        .select_related("subject")
        .order_by("pk")
    )
    terms = due_terms(rows)
    title, body = WORDS[HANDED_OVER]
    for row in rows:
        passed = record(
            subject=row.subject,
            verb="complaints.handover.complaint",
            facts={"from": absentee.pk, "to": deputy.pk, "absence": event.subject_id},
            effective_on=event.effective_on,
        )
        term = terms.get(row.subject_id)
        due = day_or_limit(term.due_on, term.limit) if term is not None else ""
        notify(
            event=passed,
            kind=HANDED_OVER,
            user=deputy,
            title=str(title),
            body=str(body) % {"number": row.number, "due": due},
            link=f"/complaints/desk/{row.number}/",
        )
    return len(rows)
