# SPDX-License-Identifier: Apache-2.0
"""What may befall a licence after it was issued: suspended, resumed, revoked, withdrawn …"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from licensing.bans.actions import end as end_ban
from licensing.bans.actions import impose
from licensing.bans.models import Ban, BanGround
from licensing.cases import clocks
from licensing.cases.guards import locked, require_organ
from licensing.cases.notices import MOVED, tell_applicant
from licensing.cases.terms import VALIDITY
from licensing.deferrals.states import UNVERIFIED
from licensing.emergencies.queries import cause_of_move
from licensing.licences import queries, states
from licensing.licences.models import Licence
from licensing.licences.renewal import locked_licence
from licensing.licences.states import LicenceState
from portal.kernel import clock, wording
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit, long_day
from portal.kernel.deadlines.terms.ladders import OVERDUE
from portal.kernel.deadlines.terms.registry import label_of
from portal.kernel.errors import Invalid
from portal.kernel.states import Context

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.deadlines.terms.models import Term


#: The acts of a person on a licence; expiry is the sweep's.
VERBS = ("suspend", "resume", "revoke", "withdraw", "cancel", "replace")


@act
def change_licence(
    *, licence: Licence, verb: str, reason: str, is_fraud: bool = False, by: User, at: datetime
) -> Licence:
    """Move a licence along one of its arrows, with a reason that its holder is told.

    ``is_fraud``: it is revoked because it was got by fraud or bribery, which bars its holder
    from a new application where the item concerns safety (行政许可法 79).

    An approver's act of the deciding organ. Raises Invalid for an unknown act or without a
    reason, Refused from a state in which the act makes no sense.
    """
    case = locked(licence.case)
    require_organ(case, by, Role.APPROVER)
    licence = locked_licence(licence)
    if verb not in VERBS:
        raise Invalid("verb", _("请选择要对证照做什么。"), "verb")
    why = wording.reason(reason, "reason", message=_("请写明事由，会告知持证人。"))
    if is_fraud and verb != "revoke":
        raise Invalid("is_fraud", _("以不正当手段取得的证照，应当撤销。"), "is_fraud")
    event = states.LICENCE.apply(
        licence,
        verb,
        by=by,
        at=at,
        context=Context(effective_on=clock.local_date(at), on_behalf_of=case.applicant),
    )
    if licence.state in states.LICENCE.finals:
        clocks.end(
            subject=licence.subject,
            codes=(VALIDITY.code,),
            on=clock.local_date(at),
            at=at,
        )
    if is_fraud and case.version.concerns_safety:
        impose(case=case, ground=BanGround.FRAUD, by=by, at=at)
    tell_applicant(
        case,
        event,
        "licence_changed",
        licence=licence.title,
        state=str(licence.get_state_display()),
        reason=why,
    )
    return licence


# -- The last day of a licence is over: renewed by law where the organ was asked in time, else ---


#: Renewals by law that one sweep brings about; each is an act with papers of its own.
AT_ONCE = 100


_EXPIRE = """
WITH due AS (
  SELECT l.id, l.subject_id, l.state, l.valid_to FROM licensing_licence l
   WHERE l.state IN ('valid', 'suspended') AND l.valid_to < %(today)s
     AND NOT EXISTS (
         SELECT 1 FROM licensing_case c
          WHERE c.renews_id = l.id AND c.renewal_in_time AND c.state = ANY(%(with_organ)s)
            AND NOT EXISTS (
                SELECT 1 FROM licensing_deferral d
                 WHERE d.case_id = c.id AND d.gate = 'before_result'
                   AND d.state = ANY(%(unverified)s)))
     FOR UPDATE OF l SKIP LOCKED
), moved AS (
  UPDATE licensing_licence l SET state = 'expired' FROM due WHERE l.id = due.id
), ended AS (
  UPDATE kernel_term t SET state = 'met', ended_on = due.valid_to, sweep_on = NULL
    FROM due WHERE t.subject_id = due.subject_id AND t.kind = 'validity' AND t.state = 'running'
)
INSERT INTO kernel_event (subject_id, verb, from_state, to_state, citation, facts, effective_on)
SELECT subject_id, 'licensing.licence.expire', state, 'expired', %(citation)s, '{}', valid_to
  FROM due
"""


def expire_licences(at: datetime) -> int:
    """Sweep: expire every licence whose last day is over, in one statement; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _EXPIRE,
            {
                "today": clock.local_date(at),
                "with_organ": list(queries.WITH_ORGAN),
                "unverified": list(UNVERIFIED),
                "citation": states.LICENCE.arrow("expire").citation,
            },
        )
        return int(cursor.rowcount)


# -- What follows from the periods of a licence and of a ban, and who is reminded before -------


def _licence(term: Term) -> Licence:
    return Licence.objects.select_related(
        "subject", "case__version", "case__applicant", "case__subject"
    ).get(subject_id=term.subject_id)


def on_ban_over(term: Term) -> None:
    """The applicant may apply again."""
    end_ban(ban=Ban.objects.get(subject_id=term.subject_id), at=clock.now())


def remind_holder(term: Term, rung: str) -> None:
    """Remind the holder that the licence runs out, and by when to ask for its renewal."""
    licence = _licence(term)
    if rung == OVERDUE or licence.state != LicenceState.VALID or licence.valid_to is None:
        return
    if queries.open_renewal(licence) is not None:
        return
    window = queries.renewal_window(licence, clock.today())
    event = record(
        subject=licence.subject, verb="licensing.reminder.validity", facts={"rung": rung}
    )
    in_time = clock.today() <= window.closes_on
    tell_applicant(
        licence.case,
        event,
        "licence_runs_out" if in_time else "licence_runs_out_late",
        licence=licence.title,
        until=long_day(licence.valid_to),
        closes=long_day(window.closes_on),
    )


def tell_holder_moved(term: Term, old_due: date | None) -> None:
    """Tell the holder that the licence's last day has moved."""
    licence = _licence(term)
    event = record(
        subject=licence.subject,
        verb="licensing.reminder.moved",
        facts={
            "term": term.pk,
            "from": old_due.isoformat() if old_due else None,
            "to": term.due_on.isoformat() if term.due_on else None,
        },
    )
    tell_applicant(
        licence.case,
        event,
        MOVED,
        term=f"{licence.title}{label_of(term.kind)}",
        cause=cause_of_move(term),
        due=day_or_limit(term.due_on, term.limit),
    )
