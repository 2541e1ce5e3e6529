# SPDX-License-Identifier: Apache-2.0
"""The last day of a licence is over: renewed by law where the organ was asked in time, else
expired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from licensing import queries_licence
from licensing.actions.renewal import deem_renewed
from licensing.deferrals.states import UNVERIFIED
from licensing.states import licence
from portal.kernel import clock

if TYPE_CHECKING:
    from datetime import datetime

#: Renewals by law that one sweep brings about; each is an act with papers of its own.
_AT_ONCE = 100

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
                "with_organ": list(queries_licence.WITH_ORGAN),
                "unverified": list(UNVERIFIED),
                "citation": licence.LICENCE.arrow("expire").citation,
            },
        )
        return int(cursor.rowcount)


def deem_licences_renewed(at: datetime) -> int:
    """Sweep: renew by law what was asked for in time and left undecided; returns how many."""
    cases = queries_licence.deemed(clock.local_date(at)).order_by("pk")[:_AT_ONCE]
    return sum(deem_renewed(case=case, at=at) for case in cases)
