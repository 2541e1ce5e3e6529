# SPDX-License-Identifier: Apache-2.0
"""Proving that neither book was rewritten: chains, heads and the daily digest."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from portal.kernel import clock
from portal.kernel.storage import write_file

if TYPE_CHECKING:
    from datetime import datetime
#: When the digest of a day is due; the calendar of ``portal.config`` names the same time.
DIGEST_AT = time(0, 30)


@dataclass(frozen=True)
class _Book:
    """One of the two books: its rows, what chains them, and where each chain's newest hash is."""

    rows: str
    chain: str
    heads: str
    key: str
    said: str


_EVENTS = _Book("kernel_event", "subject_id", "kernel_subject", "id", "")
_READS = _Book("kernel_readlog", "party_id", "kernel_readhead", "party_id", "read: ")

_BROKEN = """
SELECT e.id, e.{chain}, e.seq,
       CASE WHEN e.hash <> {rows}_hash(e) THEN 'changed'
            WHEN e.prev_hash <> x.expected_prev THEN 'chain'
            ELSE 'gap' END
  FROM (SELECT r.*, r.id AS eid,
               coalesce(lag(r.hash) OVER w, ''::bytea) AS expected_prev,
               row_number() OVER w AS expected_seq
          FROM {rows} r WINDOW w AS (PARTITION BY {chain} ORDER BY seq)) x
  JOIN {rows} e ON e.id = x.eid
 WHERE e.hash <> {rows}_hash(e) OR e.prev_hash <> x.expected_prev
    OR e.seq <> x.expected_seq
 ORDER BY e.id LIMIT 100
"""
_HEADS = """
SELECT s.{key}, s.seq FROM {heads} s
  LEFT JOIN {rows} e ON e.{chain} = s.{key} AND e.seq = s.seq
 WHERE (s.seq > 0 AND (e.id IS NULL OR e.hash <> s.head))
    OR EXISTS (SELECT 1 FROM {rows} n WHERE n.{chain} = s.{key} AND n.seq > s.seq)
UNION
SELECT e.{chain}, max(e.seq) FROM {rows} e
 WHERE NOT EXISTS (SELECT 1 FROM {heads} s WHERE s.{key} = e.{chain}) GROUP BY 1
 ORDER BY 1 LIMIT 100
"""
_SUM = """
SELECT count(*), coalesce(encode(sha256(string_agg(hash, ''::bytea ORDER BY id)), 'hex'), '')
  FROM kernel_event WHERE id <= %s
"""
#: The newest hash of each person's looks up to a row, and how many looks there are.
_READ_SUM = """
SELECT coalesce(sum(seq), 0),
       coalesce(encode(sha256(string_agg(hash, ''::bytea ORDER BY party_id)), 'hex'), '')
  FROM (SELECT DISTINCT ON (party_id) party_id, seq, hash FROM kernel_readlog WHERE id <= %s
         ORDER BY party_id, seq DESC) heads
"""
#: Rows get their ids before their commit; the digest covers those older than every running transaction.
_LAST = """
SELECT coalesce(max(id), 0) FROM {rows} WHERE recorded_at < coalesce(
       (SELECT min(xact_start) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()), clock_timestamp())
"""


@dataclass(frozen=True)
class Flaw:
    """One place where a book does not fit: row, whose chain, number in it, what is wrong.

    In the book of events a chain is a subject's; in that of looks (``read: …``) a person's.
    """

    row_id: int | None
    chain_id: int | None
    seq: int | None
    flaw: str


def _digests() -> list[Path]:
    folder = Path(settings.AUDIT_DIGEST_DIR)
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def write_digest(*, at: datetime) -> Path:
    """Write the digest of both books so far where the database's owner cannot write."""
    with connection.cursor() as cursor:
        last: dict[str, int] = {}
        for book in (_EVENTS, _READS):
            cursor.execute(_LAST.format(rows=book.rows))
            last[book.rows] = cursor.fetchone()[0]
        cursor.execute(_SUM, [last[_EVENTS.rows]])
        events, digest = cursor.fetchone()
        cursor.execute(_READ_SUM, [last[_READS.rows]])
        reads, heads = cursor.fetchone()
    path = Path(settings.AUDIT_DIGEST_DIR) / f"{at:%Y%m%dT%H%M%SZ}.json"
    body = {
        "at": at.isoformat(),
        "last_event": last[_EVENTS.rows],
        "events": events,
        "sha256": digest,
        "last_read": last[_READS.rows],
        "reads": int(reads),
        "read_heads_sha256": heads,
    }
    write_file(path, json.dumps(body).encode())
    return path


def write_missing_digest(*, at: datetime) -> int:
    """Write today's digest unless it is there; returns how many were written.

    It is due at ``DIGEST_AT``, local time. The calendar asks for it then, the sweep at any time:
    a day on which nothing ran in that minute has its digest as soon as something runs.
    """
    here = clock.local(at)
    due = here.replace(hour=DIGEST_AT.hour, minute=DIGEST_AT.minute, second=0, microsecond=0)
    if here < due:
        due -= timedelta(days=1)
    newest = f"{due.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if any(path.stem >= newest for path in _digests()[-1:]):
        return 0
    write_digest(at=at.astimezone(UTC))
    return 1


def _digest_flaws() -> list[Flaw]:
    flaws: list[Flaw] = []
    with connection.cursor() as cursor:
        for path in _digests():
            told = json.loads(path.read_text())
            cursor.execute(_SUM, [told["last_event"]])
            is_right = cursor.fetchone() == (told["events"], told["sha256"])
            if "last_read" in told:  # looks were not chained before
                cursor.execute(_READ_SUM, [told["last_read"]])
                is_right = is_right and cursor.fetchone() == (
                    told["reads"],
                    told["read_heads_sha256"],
                )
            if not is_right:
                flaws.append(Flaw(None, None, None, f"digest {path.stem} does not match"))
    return flaws


def verify() -> list[Flaw]:
    """Return every flaw found, at most 100 of each sort; an empty list means intact."""
    flaws: list[Flaw] = []
    with connection.cursor() as cursor:
        for book in (_EVENTS, _READS):
            names = asdict(book)
            cursor.execute(_BROKEN.format(**names))
            for row, chain, seq, what in cursor.fetchall():
                flaws.append(Flaw(row, chain, seq, f"{book.said}{what}"))
            cursor.execute(_HEADS.format(**names))
            flaws += [
                Flaw(None, chain, seq, f"{book.said}head") for chain, seq in cursor.fetchall()
            ]
    return flaws + _digest_flaws()
