# SPDX-License-Identifier: Apache-2.0
"""What several pages of a case share: files, timeline, proof, steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from licensing.cases import states
from licensing.cases.states import CaseState as S
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.holidays.calendars import current
from portal.kernel.deadlines.proof import days
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.terms.registry import label_of
from portal.kernel.deadlines.terms.rows import standing_of
from portal.kernel.deadlines.words import TermState
from portal.kernel.documents.models import Document
from portal.kernel.errors import Invalid
from portal.kernel.http import numbers
from portal.kernel.states import machine_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.http import HttpRequest

    from licensing.cases.models import Case


def problems_of(error: Invalid, field_id: str = "") -> list[dict[str, str]]:
    """Return an error's lines for the summary on top of a page."""
    return [
        {
            "field_id": field_id or _anchor(one.field),
            "message": str(one.message),
        }
        for one in error.problems
    ]


def revision_of(request: HttpRequest) -> int | None:
    """Return the case's revision that the form was made for, None when it names none."""
    return numbers.whole(request.POST.get("revision"))


def _anchor(field: str) -> str:
    if field.startswith("material_"):
        return field.replace("_", "-")
    return f"id_{field}" if field else ""


@dataclass(frozen=True)
class Due:
    """One running or ended period as a page shows it."""

    term: Term
    label: str
    standing: str
    proof: days.Proof | None

    @property
    def limit_text(self) -> str:
        """Return the limit in words, for when its date is not known."""
        return days.amount(self.term.limit, self.term.unit)


def explained(term: Term, today: date) -> Due:
    """Return one period as a page shows it, with its proof."""
    calendar = current()
    return Due(
        term,
        str(label_of(term.kind)),
        str(standing_of(term, today, calendar)),
        days.of_term(term, today, calendar),
    )


def dues_of(case: Case, today: date, *, for_staff: bool = False) -> list[Due]:
    """Return the running periods of a gathered case, its deferrals and hearing, with their proofs.

    Only a case's own clocks are ever stopped. Staff see those of its steps, parts and special procedures as well, each with its name.
    """
    subjects = [case.subject_id, *_subjects(case.deferrals.all(), case.hearings.all())]
    names = _office_subjects(case) if for_staff else {}
    rows = Term.objects.filter(subject_id__in=[*subjects, *names], state=TermState.RUNNING).exclude(
        kind="archive"
    )
    terms = list(rows.select_related("subject", "extension"))
    own = case.subject_id
    pauses = list(case.subject.pauses.all()) if case.has_pauses else []
    calendar = current()
    return [
        Due(
            term,
            _label(term, names.get(term.subject_id, "")),
            str(standing_of(term, today, calendar)),
            days.of_term(term, today, calendar, pauses if term.subject_id == own else ()),
        )
        for term in terms
    ]


def _office_subjects(case: Case) -> dict[int, str]:
    """Return the subjects of what the office does in a case, with their names."""
    return {
        **{one.subject_id: one.label for one in case.steps.all() if one.is_in_hand},
        **{part.subject_id: part.organ.name for part in case.parts.all()},
        **{one.subject_id: one.kind for one in case.procedures.all() if one.is_open},
    }


def _subjects(*related: Iterable[Any]) -> list[int]:
    """Return the subjects of what hangs on a case."""
    return [one.subject_id for rows in related for one in rows]


def _label(term: Term, name: str) -> str:
    label = str(label_of(term.kind))
    return f"{label}（{name}）" if name else label


@dataclass(frozen=True)
class TimelineLine:
    """One line of a case's timeline."""

    title: str
    at: datetime
    who: str
    text: str = ""
    papers: tuple[dict[str, str], ...] = ()


_OTHER_TITLES = {
    "licensing.case.start": lambda: _("开始填写"),
    "licensing.procedure.open": lambda: _("开始特别程序，时间暂停"),
    "licensing.procedure.close": lambda: _("特别程序结束，时间继续计算"),
    "licensing.term.extend": lambda: _("批准延期"),
    "licensing.deferral.commit": lambda: _("承诺补交材料"),
    "licensing.deferral.decline": lambda: _("不予容缺（已写明理由）"),
    "licensing.procedure.overrun_longest": lambda: _("特别程序超过最长时间"),
    "licensing.hearing.tell": lambda: _("告知听证权利"),
    "licensing.inspection.arrange": lambda: _("安排核查人员和日期"),
    "licensing.overdue.promised": lambda: _("超过承诺时限"),
    "licensing.overdue.statutory": lambda: _("超过法定时限"),
    "licensing.overdue.part": lambda: _("联办部分超期"),
    "licensing.review.send_back": lambda: _("退回前一步"),
    "licensing.breach.second_demand": lambda: _("再次提出新要求（记录在案）"),
    "licensing.breach.omitted": lambda: _("有材料当时没有告知，不再要求（记录在案）"),
    "complaints.act.urge": lambda: _("催办"),
}


def _title(event: Event) -> str | None:
    name, _dot, verb = event.verb.rpartition(".")
    machine = machine_of(name)
    if machine is not None and any(arrow.verb == verb for arrow in machine.transitions):
        return str(machine.arrow(verb).label)
    known = _OTHER_TITLES.get(event.verb)
    return known() if known else None


def timeline_of(case: Case, *, for_staff: bool) -> list[TimelineLine]:
    """Return the story of a gathered case, newest first; names of staff are masked for citizens."""
    beside = (case.deferrals.all(), case.procedures.all(), case.hearings.all(), case.parts.all())
    subjects = [case.subject_id, *_subjects(*beside)]
    events = (
        Event.objects.filter(subject_id__in=subjects)
        .select_related("actor__staff__organ", "actor__person", "window")
        .order_by("-recorded_at", "-id")
    )
    return [
        TimelineLine(title, event.recorded_at, _who(event, for_staff=for_staff), _note(event))
        for event in events
        if (title := _title(event)) is not None and event.recorded_at is not None
    ]


def _who(event: Event, *, for_staff: bool) -> str:
    user = event.actor
    if user is None or (user.staff_member is None and user.person_id is None):
        return _("系统")
    if user.staff_member is None:
        return _("申请人")
    place = user.staff_member.organ or event.window
    name = user.name if for_staff else user.masked_name
    return f"{place} {name}" if place else name


def _note(event: Event) -> str:
    if event.verb == "licensing.case.deem_accepted" and event.effective_on is not None:
        return _("依法自%(day)s（收件之日）起生效") % {"day": event.effective_on}
    return event.citation


def papers_of(case: Case) -> list[Document]:
    """Return the papers of a case, newest first."""
    return list(Document.objects.filter(subject_id=case.subject_id).order_by("-issued_at", "-pk"))


def picture_of(case: Case) -> list[dict[str, Any]]:
    """Return the case's way as a step picture."""
    order = (
        (_("收件"), (S.DRAFT,), case.received_on),
        (_("受理"), (S.SUBMITTED, S.CORRECTION_REQUESTED, S.SUPPLEMENTED), case.accepted_on),
        (_("审查"), (S.ACCEPTED, S.IN_REVIEW, S.CONCLUDED_HELD), case.decided_on),
        (_("决定"), (S.DECIDED,), case.decided_on),
        (_("取证"), (S.ISSUED,), case.delivered_on),
    )
    current = next((i for i, (_l, held, _d) in enumerate(order) if case.state in held), len(order))
    ended = case.state in states.CASE.finals and case.delivered_on is None
    picture = []
    for index, (label, _held, day) in enumerate(order):
        done = index < current if not ended else day is not None
        mark = "done" if done else "now" if index == current and not ended else "next"
        picture.append({"label": label, "note": "", "day": day if done else None, "state": mark})
    return picture
