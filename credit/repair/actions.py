# SPDX-License-Identifier: Apache-2.0
"""Repairing a record: asked for by the party, decided by a person, ended by time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from credit.records.models import CreditRecord
from credit.records.notices import tell_party
from credit.records.states import RECORD, RecordState
from credit.repair.models import RepairRequest
from credit.repair.states import REPAIR, RepairState
from portal.kernel import clock, wording
from portal.kernel.accounts.queries import has_stake_in, may_act_for, roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record as write_event
from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.actions.terms import end_term, start_term
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import Refused
from portal.kernel.states import Context
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


@act
def request_repair(*, record: CreditRecord, grounds: str, by: User, at: datetime) -> RepairRequest:
    """Ask to have a record repaired, saying what was mended; one open request per record."""
    record = (
        CreditRecord.objects.select_for_update(of=("self",))
        .select_related("party")
        .get(pk=record.pk)
    )
    if not may_act_for(by, record.party_id):
        raise Refused("not_applicant", _("只有本人或者受委托的人可以申请修复。"))
    if record.state != RecordState.ACTIVE:
        raise Refused("not_active", _("这条记录已经不生效，不用修复。"))
    if record.repairs.filter(state=RepairState.FILED).exists():
        raise Refused("repair_open", _("修复申请正在办理，请等结果。"))
    mended = wording.reason(
        grounds, "grounds", message=_("请写明已经怎样改正。"), code="grounds_required"
    )
    day = clock.local_date(at)
    request = RepairRequest.objects.create(
        subject=Subject.objects.begin("credit.repair"),
        record=record,
        grounds=mended,
        filed_by=by,
        filed_at=at,
    )
    write_event(
        subject=request.subject,
        verb="credit.repair.file",
        by=by,
        to_state=RepairState.FILED,
        facts={"record": record.pk},
        on_behalf_of=record.party,
        effective_on=day,
    )
    book = rule_book(day)
    start_term(
        subject=request.subject,
        kind="repair",
        limit=book.value("repair_decision_days"),
        unit=Unit.WORKING,
        started_on=day,
        citation=book.citation("repair_decision_days"),
        at=at,
    )
    return request


@act
def decide_repair(
    *, request: RepairRequest, grant: bool, reason: str, by: User, at: datetime
) -> RepairRequest:
    """Grant or refuse a repair, with a reason. A granted one takes the record out of force."""
    request = (
        RepairRequest.objects.select_for_update(of=("self",))
        .select_related("subject", "record__party", "record__subject")
        .get(pk=request.pk)
    )
    if Role.SUPERVISOR not in roles_of(by):
        raise Refused("not_supervisor", _("只有督查人员可以办理修复。"))
    if has_stake_in(by, request.record.party_id):
        raise Refused("recusal", _("这是您本人的事项，须由其他人员办理（回避）。"))
    verb = "grant" if grant else "refuse"
    REPAIR.require(verb, request.state)
    why = wording.reason(reason, "reason", least=2, most=500)
    day = clock.local_date(at)
    party = request.record.party
    event = REPAIR.apply(
        request,
        verb,
        by=by,
        at=at,
        context=Context(effective_on=day, on_behalf_of=party),
        reason=why,
        decided_by=by,
        decided_at=at,
    )
    end_term(subject=request.subject, kind="repair", ended_on=day, at=at)
    if grant:
        RECORD.apply(request.record, "repair", by=by, at=at, context=Context(effective_on=day))
    kind = "repair_granted" if grant else "repair_refused"
    tell_party(party, event, kind, day, reason=why)
    return request


_EXPIRE = """
WITH due AS (
  SELECT id, subject_id, ends_on FROM credit_creditrecord
   WHERE state = 'active' AND ends_on < %s FOR UPDATE SKIP LOCKED),
moved AS (
  UPDATE credit_creditrecord r SET state = 'expired' FROM due WHERE r.id = due.id)
INSERT INTO kernel_event (subject_id, verb, from_state, to_state, facts, effective_on)
SELECT subject_id, 'credit.record.expire', 'active', 'expired', '{}', ends_on FROM due
"""


def expire_records(at: datetime) -> int:
    """Sweep: end every record whose last day is over, in one statement; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_EXPIRE, [clock.local_date(at)])
        return int(cursor.rowcount)
