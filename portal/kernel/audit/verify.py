# SPDX-License-Identifier: Apache-2.0
"""Proving that the book of events was not rewritten: chains, heads and the daily digest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from portal.kernel.storage import write_file

if TYPE_CHECKING:
    from datetime import datetime

_BROKEN = """
SELECT e.id, e.subject_id, e.seq,
       CASE WHEN e.hash <> kernel_event_hash(e) THEN 'changed'
            WHEN e.prev_hash <> x.expected_prev THEN 'chain'
            ELSE 'gap' END
  FROM (SELECT ev.*, ev.id AS eid,
               coalesce(lag(ev.hash) OVER w, ''::bytea) AS expected_prev,
               row_number() OVER w AS expected_seq
          FROM kernel_event ev WINDOW w AS (PARTITION BY subject_id ORDER BY seq)) x
  JOIN kernel_event e ON e.id = x.eid
 WHERE e.hash <> kernel_event_hash(e) OR e.prev_hash <> x.expected_prev
    OR e.seq <> x.expected_seq
 ORDER BY e.id LIMIT 100
"""
_HEADS = """
SELECT s.id, s.seq FROM kernel_subject s
  LEFT JOIN kernel_event e ON e.subject_id = s.id AND e.seq = s.seq
 WHERE (s.seq > 0 AND (e.id IS NULL OR e.hash <> s.head))
    OR EXISTS (SELECT 1 FROM kernel_event n WHERE n.subject_id = s.id AND n.seq > s.seq)
 ORDER BY s.id LIMIT 100
"""
_SUM = """
SELECT count(*), coalesce(encode(sha256(string_agg(hash, ''::bytea ORDER BY id)), 'hex'), '')
  FROM kernel_event WHERE id <= %s
"""


@dataclass(frozen=True)
class Flaw:
    """One place where the book does not fit: event or subject, sequence number, what is wrong."""

    event_id: int | None
    subject_id: int | None
    seq: int | None
    flaw: str


def _digests() -> list[Path]:
    folder = Path(settings.AUDIT_DIGEST_DIR)
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def write_digest(*, at: datetime) -> Path:
    """Write the digest of all events so far where the database's owner cannot write.

    Events get their ids before their commit; the digest therefore covers only events older
    than every running transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(id), 0) FROM kernel_event WHERE recorded_at <"
            " coalesce((SELECT min(xact_start) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()), clock_timestamp())"
        )
        last: int = cursor.fetchone()[0]
        cursor.execute(_SUM, [last])
        count, digest = cursor.fetchone()
    path = Path(settings.AUDIT_DIGEST_DIR) / f"{at:%Y%m%dT%H%M%SZ}.json"
    body = {"at": at.isoformat(), "last_event": last, "events": count, "sha256": digest}
    write_file(path, json.dumps(body).encode())
    return path


def _digest_flaws() -> list[Flaw]:
    flaws: list[Flaw] = []
    with connection.cursor() as cursor:
        for path in _digests():
            told = json.loads(path.read_text())
            cursor.execute(_SUM, [told["last_event"]])
            count, digest = cursor.fetchone()
            if count != told["events"] or digest != told["sha256"]:
                flaws.append(Flaw(None, None, None, f"digest {path.stem} does not match"))
    return flaws


def verify() -> list[Flaw]:
    """Return every flaw found, at most 100 of each sort; an empty list means intact."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN)
        flaws = [Flaw(*row) for row in cursor.fetchall()]
        cursor.execute(_HEADS)
        flaws += [Flaw(None, subject, seq, "head") for subject, seq in cursor.fetchall()]
    return flaws + _digest_flaws()
