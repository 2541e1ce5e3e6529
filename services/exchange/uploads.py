# SPDX-License-Identifier: Apache-2.0
"""Rows of an uploaded file as drafts: the good ones wait for review, the others to be put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.acts import act
from portal.kernel.audit.models import Event
from portal.kernel.places.models import Organ
from portal.kernel.subjects import Subject, touch_many
from services.drafts.models import Draft
from services.drafts.states import DRAFT, OPEN, DraftState
from services.items.checking import Checker, Remark, Report
from services.items.levels import is_local, own_part
from services.items.loading import ensure_organs_and_fees, newest_versions
from services.items.rules.guide import guide_guards

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.items.models.version import OfferingVersion

Row = dict[str, Any]
BATCH = 2000


def _events(drafts: Sequence[Draft], verb: str, source: str, by: User) -> None:
    Event.objects.bulk_create(
        (
            Event(
                subject_id=draft.subject_id,
                verb=f"{DRAFT.name}.{verb}",
                actor=by,
                from_state=source,
                to_state=draft.state if verb == "hand_in" else source,
                facts={"code": draft.code, "base": draft.base.number if draft.base else None},
            )
            for draft in drafts
        ),
        batch_size=BATCH,
    )


def _store(drafts: list[Draft], by: User) -> list[Draft]:
    subjects = Subject.objects.bulk_create(
        (Subject(kind=DRAFT.name) for _draft in drafts), batch_size=BATCH
    )
    for draft, subject in zip(drafts, subjects, strict=True):
        draft.subject = subject
        draft.code = draft.code or f"NEW-{subject.pk}"
    made = Draft.objects.bulk_create(drafts, batch_size=BATCH)
    _events(made, "open", DraftState.EDITING, by)
    waiting = [draft for draft in made if draft.state == DraftState.REVIEW]
    _events(waiting, "hand_in", DraftState.EDITING, by)
    touch_many((draft.subject_id for draft in made), kind=DRAFT.name)
    return made


def _draft(row: Row, newest: OfferingVersion | None, by: User, at: datetime) -> Draft:
    return Draft(
        code=str(row.get("code") or "")[:64],
        offering=newest.offering if newest else None,
        base=newest,
        row=row,
        edited_by=by,
        changed_at=at,
    )


def _open_codes() -> set[str]:
    return set(Draft.objects.filter(state__in=OPEN).values_list("code", flat=True))


@act
def keep_drafts(*, rows: Sequence[object], by: User, at: datetime) -> Report:
    """Keep the good rows as drafts for a second person and say what became of every row.

    Rows that say what is in force already are only counted. A row that still lacks something a
    guide must show (an example) stays with the editor; the others go to review at once.
    """
    ensure_organs_and_fees(by=by, at=at)
    report, newest, taken = Report(), newest_versions(), _open_codes()
    complaints = dict(Organ.objects.values_list("name", "complaint_phone"))
    checker, drafts = Checker(rows), []
    for one in checker.run():
        if one.record is not None and one.code in taken:
            text = _("编码 %(code)s 已有一份没办完的草稿。") % {"code": one.code}
            report.rejected.append(Remark(one.number, one.code, "code", "draft_open", text))
            continue
        report.rejected += [
            Remark(one.number, one.code, found.field, found.rule, found.message)
            for found in one.problems
        ]
        if one.record is None or not isinstance(one.row, dict):
            continue
        before = newest.get(one.code)
        if before is not None and before.digest == one.record.digest():
            report.unchanged += 1
            continue
        report.created += before is None
        report.updated += before is not None
        lacks = list(guide_guards(one.row, organ_complaints=complaints.get(one.record.organ, "")))
        report.notes += [
            Remark(one.number, one.code, found.field, found.rule, found.message) for found in lacks
        ]
        own = is_local(one.row)
        row = own_part(one.row, checker.bases[one.record.item_code]) if own else one.row
        draft = _draft(row, before, by, at)
        draft.state = DraftState.EDITING if lacks else DraftState.REVIEW
        drafts.append(draft)
    _store(drafts, by)
    return report


@act
def keep_refused(*, rows: Sequence[object], by: User, at: datetime) -> list[Draft]:
    """Keep refused rows as drafts in which the editor puts them right.

    What is no record at all, and what is being edited already, is left out.
    """
    newest, taken, drafts = newest_versions(), _open_codes(), []
    for row in rows:
        if not isinstance(row, dict):
            continue
        draft = _draft(row, newest.get(str(row.get("code") or "")), by, at)
        if draft.code not in taken:
            drafts.append(draft)
            taken |= {draft.code} - {""}
    return _store(drafts, by)
