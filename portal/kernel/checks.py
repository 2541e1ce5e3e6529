# SPDX-License-Identifier: Apache-2.0
"""The kernel's own invariants: outbox, files, papers, chains."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from portal.kernel import clock
from portal.kernel.audit.seals import SEAL, seal_of
from portal.kernel.audit.verify import verify
from portal.kernel.documents.actions import RENDERED
from portal.kernel.documents.models import Document, DocumentState
from portal.kernel.invariants import BrokenInvariant
from portal.kernel.outbox.models import OutboxMessage, OutboxState
from portal.kernel.states import aggregates
from portal.kernel.uploads.models import SEALED, Upload

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from portal.kernel.states import Machine, Stored

#: An outbox row that is due for longer than this has been forgotten by the relay.
OUTBOX_LIMIT = timedelta(hours=6)


def _replay(machine: Machine, model: type[Model]) -> list[BrokenInvariant]:
    """Compare the last arrow of every chain with the stored state, and each arrow's ends."""
    table = model._meta.db_table
    prefix = f"{machine.name}.%"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT a.subject_id, a.state, l.to_state FROM {table} a
                LEFT JOIN LATERAL (SELECT to_state FROM kernel_event e
                   WHERE e.subject_id = a.subject_id AND e.verb LIKE %s
                   ORDER BY seq DESC LIMIT 1) l ON true
               WHERE a.state IS DISTINCT FROM l.to_state LIMIT 100""",  # noqa: S608 - own names
            [prefix],
        )
        found = [
            BrokenInvariant("replay", subject, f"{machine.name}: stored {state}, events say {told}")
            for subject, state, told in cursor.fetchall()
        ]
        cursor.execute(
            """SELECT subject_id, seq FROM (SELECT subject_id, seq, from_state,
                 lag(to_state) OVER (PARTITION BY subject_id ORDER BY seq) AS before
                 FROM kernel_event WHERE verb LIKE %s) x
               WHERE before IS NOT NULL AND before <> from_state LIMIT 100""",
            [prefix],
        )
        found += [
            BrokenInvariant("replay", subject, f"{machine.name}: event {seq} starts elsewhere")
            for subject, seq in cursor.fetchall()
        ]
    return found


def replay() -> list[BrokenInvariant]:
    """Every event chain leads to the stored state."""
    return [finding for stored in aggregates() for finding in _replay(stored.machine, stored.model)]


def chains() -> list[BrokenInvariant]:
    """Every hash chain is whole."""
    return [
        BrokenInvariant("chains", flaw.chain_id, f"{flaw.seq}: {flaw.flaw}") for flaw in verify()
    ]


def seals() -> list[BrokenInvariant]:
    """Every sealed row says what its last sealed event says it said."""
    return [finding for stored in aggregates() if stored.sealed for finding in _broken(stored)]


def _broken(stored: Stored) -> list[BrokenInvariant]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT ON (subject_id) subject_id, facts ->> %s FROM kernel_event
                WHERE verb LIKE %s AND facts ? %s ORDER BY subject_id, seq DESC""",
            [SEAL, f"{stored.machine.name}.%", SEAL],
        )
        said = dict(cursor.fetchall())
    rows: QuerySet[Any] = stored.model._default_manager.only("pk", "subject_id", *stored.sealed)
    return [
        BrokenInvariant("seals", row.subject_id, f"{stored.machine.name}: {row.pk} was changed")
        for row in rows.iterator()
        if row.subject_id in said and seal_of(row, stored.sealed) != said[row.subject_id]
    ][:100]


def upload_seals() -> list[BrokenInvariant]:
    """Every row of a file says what it said when the file was kept."""
    return [
        BrokenInvariant("upload_seals", None, f"upload {row.pk} was changed")
        for row in Upload.objects.only("pk", "seal", "scan", *SEALED).iterator()
        if row.seal != row.made_seal()
    ][:100]


def paper_hashes() -> list[BrokenInvariant]:
    """Every paper has the hash that its printing left in the journal."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT d.subject_id, d.id FROM kernel_event e
                 JOIN kernel_document d ON d.id = (e.facts ->> 'document')::bigint
                WHERE e.verb = %s
                  AND (d.sha256, d.subject_id) IS DISTINCT FROM (e.facts ->> 'sha256', e.subject_id)
                LIMIT 100""",
            [RENDERED],
        )
        return [
            BrokenInvariant("paper_hashes", subject, f"document {key} is not the one printed")
            for subject, key in cursor.fetchall()
        ]


def outbox() -> list[BrokenInvariant]:
    """Every outbox row is in a final state or younger than its limit; dead ones have a task."""
    late = OutboxMessage.objects.filter(
        state=OutboxState.PENDING, not_before__lt=clock.now() - OUTBOX_LIMIT
    )
    orphans = OutboxMessage.objects.filter(state=OutboxState.DEAD, tasks__isnull=True)
    return [
        *(
            BrokenInvariant("outbox", row.subject_id, f"{row.key} waits too long")
            for row in late[:100]
        ),
        *(
            BrokenInvariant("outbox", row.subject_id, f"{row.key} dead, no task")
            for row in orphans[:100]
        ),
    ]


def files() -> list[BrokenInvariant]:
    """Every file has its row and its hash: the stored size is the size on disk."""
    root = Path(settings.MEDIA_ROOT)
    rows = [
        *Upload.objects.values_list("path", "size").iterator(),
        *Upload.objects.exclude(original_path="").values_list("original_path", "original_size"),
        *Document.objects.filter(state=DocumentState.RENDERED).values_list("path", "size"),
    ]
    return [
        BrokenInvariant("files", None, f"{path} is missing or has another size")
        for path, size in rows
        if not (root / path).is_file() or (root / path).stat().st_size != size
    ][:100]
