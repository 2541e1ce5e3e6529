# SPDX-License-Identifier: Apache-2.0
"""What must always be true of absences."""

from __future__ import annotations

from django.db import connection

from portal.kernel.invariants import Finding

#: Both ends included; a return on a day gives that day back.
_PAIRS = """
WITH span AS (
    SELECT id, subject_id, staff_id, deputy_id, first_day,
           least(last_day, coalesce(returned_on - 1, last_day)) AS last_day
      FROM kernel_absence)
SELECT a.subject_id, a.id, b.id, a.staff_id = b.staff_id
  FROM span a JOIN span b ON a.id <> b.id
   AND a.first_day <= b.last_day AND b.first_day <= a.last_day
   AND a.first_day <= a.last_day AND b.first_day <= b.last_day
   AND ((a.staff_id = b.staff_id AND a.id < b.id) OR a.deputy_id = b.staff_id)
 LIMIT 100
"""


def no_overlapping_absence() -> list[Finding]:
    """Nobody is away twice on a day, and no deputy is away himself on a day he stands in."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS)
        return [
            Finding(
                "no_overlapping_absence",
                subject,
                f"absences {one} and {other} "
                + ("overlap" if same else "make a chain: the deputy is away"),
            )
            for subject, one, other, same in cursor.fetchall()
        ]
