# SPDX-License-Identifier: Apache-2.0
"""Working through workbooks that editors hand in: at once when small, else beside.

The row is the truth, the task only makes it happen sooner: what no worker took, or what a
worker that died left behind, the sweep takes up again. Importing twice changes nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.kernel.acts import act
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.retention.keeping import Keeping
from portal.kernel.storage import write_file
from portal.kernel.uploads.inspection import tidy_name
from portal.kernel.wording import shortened
from services.exchange.cells import MAX_BYTES
from services.exchange.importing import import_sheets
from services.exchange.models import ImportRun, ImportState, new_token
from services.exchange.uploads import keep_drafts, keep_refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from portal.kernel.accounts.models import User
    from services.exchange.importing import ImportOutcome


# -- How far an import is: told through the cache, so that it may be lost and nothing with it ---


#: Where each stage begins and how much of the whole it is, in percent.
STAGES = {"读取": (0, 25), "检查": (25, 25), "写入": (50, 50)}


SECONDS = 600


def _key(run: ImportRun) -> str:
    return f"import-run:{run.pk}"


def reporter(run: ImportRun) -> Callable[[str, int, int], None]:
    """Return the function that an import tells its stage, how many are done, of how many."""

    def tell(stage: str, done: int, total: int) -> None:
        start, share = STAGES.get(stage, (0, 0))
        percent = start + share * done // total if total else start + share
        cache.set(_key(run), (stage, percent), timeout=SECONDS)

    return tell


def progress_of(run: ImportRun) -> tuple[str, int]:
    """Return the stage and how much is done in percent; only the state is certain."""
    told: tuple[str, int] | None = cache.get(_key(run))
    return told or (run.get_state_display(), 0)


def forget(run: ImportRun) -> None:
    """Drop what was told of a run that has ended."""
    cache.delete(_key(run))


#: A file up to this size (some hundred items) is worked through while the editor waits.
AT_ONCE = 120_000


#: Remarks kept with a run; the others are counted.
KEPT = 1000


#: After so long nobody is working on a run any more.
LOST = timedelta(minutes=6)


log = structlog.get_logger(__name__)


@act
def hand_in(*, file: UploadedFile[bytes], is_dry: bool, by: User, at: datetime) -> ImportRun:
    """Keep a workbook and note that it waits; raises Invalid for what cannot be one."""
    if (file.size or 0) > MAX_BYTES:
        raise Invalid("file_too_big", _("文件超过 40 MB，请分成几份再传。"), "file")
    data = file.read()
    if not data.startswith(b"PK"):
        raise Invalid("file_type", _("只收 .xlsx 文件，请用模板填好再传。"), "file")
    token = new_token()
    path = f"imports/{token}.xlsx"
    write_file(Path(settings.MEDIA_ROOT) / path, data)
    return ImportRun.objects.create(
        token=token,
        by=by,
        name=tidy_name(file.name or ""),
        path=path,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        is_dry=is_dry,
        created_at=at,
    )


@act
def take_in(*, run: ImportRun, by: User, at: datetime) -> ImportRun:
    """Import for good what a dry run has looked through; a new run over the same file."""
    return ImportRun.objects.create(
        by=by, name=run.name, path=run.path, size=run.size, sha256=run.sha256,
        is_dry=False, created_at=at,
    )  # fmt: skip


def work(*, pk: int, at: datetime) -> bool:
    """Work through one run; returns whether there was anything to do."""
    with transaction.atomic():
        run = (
            ImportRun.objects.select_for_update(skip_locked=True)
            .select_related("by")
            .filter(_open(at), pk=pk)
            .first()
        )
        if run is None:
            return False
        run.state, run.begun_at = ImportState.RUNNING, at
        run.save(update_fields=("state", "begun_at"))
    try:
        outcome = _import(run, at)
    except PortalError as error:
        _finish(run, ImportState.FAILED, {}, str(error), at)
    except Exception:
        _finish(run, ImportState.FAILED, {}, _("系统出了错，一条也没有写入，请再试一次。"), at)
        log.exception("import_run_failed", run=run.pk)
        raise
    else:
        _finish(run, ImportState.DONE, _summary(outcome), "", at)
    return True


def _open(at: datetime) -> Q:
    """Runs that nobody has begun, or whose worker is gone."""
    return Q(state=ImportState.WAITING) | Q(state=ImportState.RUNNING, begun_at__lt=at - LOST)


def _import(run: ImportRun, at: datetime) -> ImportOutcome:
    """Look through the file; unless it is a dry run, put its rows on the editors' desk.

    Good rows become drafts that a second person reviews, refused ones drafts to be mended.
    """
    data = (Path(settings.MEDIA_ROOT) / run.path).read_bytes()
    tell = reporter(run)
    with transaction.atomic():
        outcome = import_sheets(data=data, dry_run=True, progress=tell, by=run.by, at=at)
        if not run.is_dry and not outcome.is_unreadable:
            tell("写入", 0, 1)
            kept = keep_drafts(rows=outcome.good, by=run.by, at=at)
            report = outcome.report
            report.created, report.updated = kept.created, kept.updated
            report.unchanged = kept.unchanged
            report.rejected += [outcome.located(remark) for remark in kept.rejected]
            report.notes += [outcome.located(remark) for remark in kept.notes]
            if outcome.refused:
                keep_refused(rows=outcome.refused, by=run.by, at=at)
    return outcome


def _summary(outcome: ImportOutcome) -> dict[str, Any]:
    report = outcome.report
    return {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": len(outcome.refused),
        "is_unreadable": outcome.is_unreadable,
        "remarks": [asdict(remark) for remark in report.rejected[:KEPT]],
        "more": max(0, len(report.rejected) - KEPT),
        "notes": [asdict(remark) for remark in report.notes[:KEPT]],
        "more_notes": max(0, len(report.notes) - KEPT),
        "understood": [asdict(remark) for remark in report.understood[:KEPT]],
        "more_understood": max(0, len(report.understood) - KEPT),
    }


def _finish(run: ImportRun, state: str, report: dict[str, Any], problem: str, at: datetime) -> None:
    ImportRun.objects.filter(pk=run.pk).update(
        state=state, report=report, problem=shortened(problem, 300), finished_at=at
    )
    forget(run)


def ring_for_waiting(*, at: datetime) -> int:
    """Sweep: ring again for runs that nobody took up within a minute; returns how many."""
    late = ImportRun.objects.filter(_open(at), created_at__lt=at - timedelta(minutes=1))
    keys = list(late.values_list("pk", flat=True))
    for pk in keys:
        current_app.send_task("services.import_run", args=[pk])
    return len(keys)


# -- Workbooks long since worked through -------------------------------------------------------


def _forget(keys: list[int], at: datetime) -> int:
    """Delete runs with their files, but a file that a later run still needs."""
    del at
    runs = ImportRun.objects.filter(pk__in=keys)
    paths = set(runs.values_list("path", flat=True))
    count: int = runs.delete()[0]
    for path in paths - set(
        ImportRun.objects.filter(path__in=paths).values_list("path", flat=True)
    ):
        file = Path(settings.MEDIA_ROOT) / path
        transaction.on_commit(partial(file.unlink, missing_ok=True))
    return count


KEEPING = Keeping(
    "import_run",
    lambda limit, _at: ImportRun.objects.filter(finished_at__lt=limit),
    _forget,
    least=1,
)
