# SPDX-License-Identifier: Apache-2.0
"""What the kernel registers with itself once all models are loaded."""

from __future__ import annotations

from axes.models import AccessAttempt
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _

from portal.kernel import checks, invariants, sweeps
from portal.kernel.absences.actions import watch as watch_absences
from portal.kernel.absences.queries import (
    deputies_hold_what_was_declared,
    no_overlapping_absence,
)
from portal.kernel.audit.verify import write_missing_digest
from portal.kernel.changes import kinds as changes
from portal.kernel.changes.keeping import RETENTION
from portal.kernel.changes.law import register_terms
from portal.kernel.changes.models import Change
from portal.kernel.changes.states import CHANGE
from portal.kernel.clients import actions as clients
from portal.kernel.deadlines import wiring as deadlines
from portal.kernel.deadlines.terms.registry import TermKind, register_term
from portal.kernel.documents import actions as documents
from portal.kernel.http import limits
from portal.kernel.idempotency import IdempotentCall
from portal.kernel.identity import closing, codes, keeping, own_data, unsent
from portal.kernel.identity.models import CodePurpose
from portal.kernel.identity.proving import levels_as_bound
from portal.kernel.mandates import asking, representing
from portal.kernel.notices import actions as notices
from portal.kernel.outbox import registry
from portal.kernel.outbox.bell import bell
from portal.kernel.outbox.models import OutboxMessage, OutboxState
from portal.kernel.providers import actions as providers
from portal.kernel.retention.keeping import Keeping, blanking, deleting
from portal.kernel.retention.keeping import register as keep
from portal.kernel.sharing import consents
from portal.kernel.sharing import notices as sharing
from portal.kernel.sharing.models import DataRequest
from portal.kernel.sharing.rules import DAYS
from portal.kernel.sharing.states import BASIS, REQUEST, TERM
from portal.kernel.staff.leaving import watch_posts
from portal.kernel.staff.moves import watch_moves
from portal.kernel.staff.queries import no_turn_with_the_disabled
from portal.kernel.states import register_aggregate
from portal.kernel.subjects import Subject, watch
from portal.kernel.tasks import relay_outbox
from portal.kernel.turns import writing as turns
from portal.kernel.turns.expected import families
from portal.kernel.uploads.orphans import forget_orphans
from portal.kernel.uploads.scanning import scan_pending


def _ring() -> None:
    relay_outbox.apply_async(ignore_result=True, retry=False, expires=30)


def keep_turns(**_signal: object) -> None:
    """Write the turns that differ, once every table is as this release has it."""
    if Subject.objects.exists() and not _lacks_migrations():
        turns.repair()


def _lacks_migrations() -> bool:
    plan = MigrationExecutor(connection)
    return bool(plan.migration_plan(plan.loader.graph.leaf_nodes()))


def _keepings() -> tuple[Keeping, ...]:
    """Return how the kernel's records end; those of rooms below the periods are told here."""
    return (
        *keeping.KEEPINGS,
        *unsent.KEEPINGS,
        *codes.KEEPINGS,
        limits.KEEPING,
        clients.KEEPING,
        asking.KEEPING,
        notices.KEEPING,
        closing.KEEPING,
        Keeping(
            "sign_in_failure",
            lambda limit, _at: AccessAttempt.objects.filter(attempt_time__lt=limit),
            deleting(AccessAttempt.objects.all),
            least=6,  # months: the law's least for logs
        ),
        Keeping(
            "idempotent_call",
            lambda limit, _at: IdempotentCall.objects.filter(called_at__lt=limit),
            deleting(IdempotentCall.objects.all),
            parties=("user__person",),
            subjects=("subject",),
            least=1,
        ),
        Keeping(
            "outbox",
            lambda limit, _at: OutboxMessage.objects.filter(
                state__in=(OutboxState.DONE, OutboxState.OBSOLETE), finished_at__lt=limit
            ).exclude(payload={}),
            blanking(OutboxMessage.objects.all, payload={}),
            subjects=("subject",),
            least=7,
        ),
    )


def connect() -> None:
    """Bind handlers, checks and the outbox bell."""
    registry.register("kernel.deliver", notices.deliver, on_dead=notices.give_up)
    registry.register("kernel.code", codes.deliver_code)
    registry.register("kernel.render_document", documents.render, on_dead=documents.give_up)
    codes.register_text(CodePurpose.MANDATE, asking.text_of)
    own_data.register_own()
    own_data.register("统一身份认证绑定", providers.of_links)
    closing.register_own()
    closing.register("providers", providers.PART)
    invariants.register("replay", checks.replay)
    invariants.register("chains", checks.chains)
    invariants.register("seals", checks.seals)
    invariants.register("upload_seals", checks.upload_seals)
    invariants.register("paper_hashes", checks.paper_hashes)
    invariants.register("outbox", checks.outbox)
    invariants.register("files", checks.files)
    invariants.register("no_overlapping_absence", no_overlapping_absence)
    invariants.register("deputies_hold_what_was_declared", deputies_hold_what_was_declared)
    invariants.register("levels_as_bound", levels_as_bound)
    invariants.register("turns_as_expected", turns.turns_as_expected)
    invariants.register("no_turn_with_the_disabled", no_turn_with_the_disabled)
    sweeps.register("staff_moves", watch_moves)
    sweeps.register("posts_left", watch_posts)
    sweeps.register("digest_written", write_missing_digest)
    invariants.register("turns_since_their_event", turns.turns_since_their_event)
    sweeps.register("absences", watch_absences)
    sweeps.register("former_representatives", representing.release_former)
    changes.register(RETENTION)
    for one in _keepings():
        keep(one)
    sweeps.register("orphan_files_removed", forget_orphans)
    sweeps.register("uploads_scanned", scan_pending)
    register_aggregate(
        CHANGE, Change, sealed=("kind", "what", "digest", "confirmer", "proposed_by_id")
    )
    register_aggregate(
        REQUEST,
        DataRequest,
        sealed=("number", "asker_id", "holder_id", "kind", "article", "party_id", "ground"),
    )
    register_term(
        TermKind(
            TERM,
            _("答复数据请求"),
            BASIS,
            ladder="handler",
            on_reminder=sharing.remind_of_answer,
            on_moved=sharing.answer_moved,
        )
    )
    register_terms(dict.fromkeys(DAYS.values(), (TERM,)))
    consents.register(consents.Source("person", _("本人登记信息"), own_data.of_person))
    deadlines.connect()
    bell.ring = _ring
    watch.tell, watch.wants = turns.write, lambda kind: kind in families()
